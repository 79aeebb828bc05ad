-- changes: changes of schedules in the last week, the latest first.
SELECT
    changed_at,
    name,
    slip_seconds AS slip,
    old_scheduled_at AS old_date,
    new_scheduled_at AS new_date,
    concat_ws(' to ', old_precision, nullif(new_precision, old_precision)) AS known_to_the,
    concat_ws(' to ', old_status, nullif(new_status, old_status)) AS status
FROM schedule_changes
WHERE changed_at > now() - interval '7 days'
ORDER BY changed_at DESC, launch_id
LIMIT 200
