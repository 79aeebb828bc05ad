-- last_full: when the last full cycle that succeeded had started.
SELECT (
    SELECT started_at FROM ops.cycles WHERE status = 'succeeded' AND mode = 'full' ORDER BY cycle_number DESC LIMIT 1
) AS started_at;
