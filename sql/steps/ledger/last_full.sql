-- last_full: when the last full cycle that succeeded had started.
SELECT max(started_at) FROM ops.cycles WHERE status = 'succeeded' AND mode = 'full';
