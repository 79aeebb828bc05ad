-- fail: written after the rollback, in a transaction of its own.
UPDATE ops.cycles
SET status = %(status)s,
    exit_code = %(exit_code)s,
    error = %(error)s,
    finished_at = clock_timestamp(),
    fetched = %(fetched)s,
    upcoming = %(upcoming)s,
    rejected = %(rejected)s
WHERE cycle_id = %(cycle_id)s AND status = 'running';
