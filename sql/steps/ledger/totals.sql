-- totals: what the metrics say of the warehouse as a whole, and the name of the newest launch.
SELECT
    (SELECT count(*) FROM launches) AS launches,
    (SELECT count(*) FROM upcoming_launches) AS upcoming_launches,
    (SELECT count(*) FROM ops.rejected_records WHERE resolved_at IS NULL) AS rejected_open,
    (SELECT extract(epoch FROM max(launched_at))::double precision FROM launches) AS newest_launch_timestamp_seconds,
    (SELECT name FROM launches ORDER BY launched_at DESC, launch_id LIMIT 1) AS newest_launch;
