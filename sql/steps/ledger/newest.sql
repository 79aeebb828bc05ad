-- newest: what decides how much a cycle asks for: the clock, the last full, the newest launch stored.
SELECT
    clock_timestamp() AS now,
    (SELECT max(started_at) FROM ops.cycles WHERE status = 'succeeded' AND mode = 'full') AS last_full_started_at,
    (SELECT max(launched_at) FROM launches) AS newest_launch_at;
