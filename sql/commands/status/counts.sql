-- counts: the rows of each relation, and the open rejected records.
SELECT 'raw_launches' AS relation, count(*) AS row_count FROM raw_launches
UNION ALL SELECT 'raw_launches_history', count(*) FROM raw_launches_history
UNION ALL SELECT 'launches', count(*) FROM launches
UNION ALL SELECT 'launch_payloads', count(*) FROM launch_payloads
UNION ALL SELECT 'launch_cores', count(*) FROM launch_cores
UNION ALL SELECT 'launch_crew', count(*) FROM launch_crew
UNION ALL SELECT 'open_rejected', count(*) FROM ops.rejected_records WHERE resolved_at IS NULL;
