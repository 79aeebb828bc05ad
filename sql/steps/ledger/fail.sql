-- fail: written after the rollback, in a transaction of its own.
UPDATE ops.runs
SET status = %(status)s,
    exit_code = %(exit_code)s,
    error = %(error)s,
    finished_at = clock_timestamp(),
    fetched = %(fetched)s,
    upcoming = %(upcoming)s,
    rejected = %(rejected)s
WHERE run_id = %(run_id)s AND status = 'running';
