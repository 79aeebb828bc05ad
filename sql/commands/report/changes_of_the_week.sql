-- changes_of_the_week: which schedules changed in the last seven days, and by how much?
--
-- Grain: one row per launch and change, latest first; the latest two hundred.
-- Caveats: the change was seen by a cycle then, and made before. Days are negative where a launch comes earlier, and missing
-- where one of the two dates is not known to the day. The last change of a launch that flew has its own date.
SELECT
    changed_at,
    name,
    slip_seconds / 86400 AS days_later,
    old_scheduled_at AS old_date,
    new_scheduled_at AS new_date,
    concat_ws(' to ', old_precision, nullif(new_precision, old_precision)) AS known_to_the,
    concat_ws(' to ', old_status, nullif(new_status, old_status)) AS status
FROM schedule_changes
WHERE changed_at > now() - interval '7 days'
ORDER BY changed_at DESC, launch_id
LIMIT 200;
