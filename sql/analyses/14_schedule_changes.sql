-- schedule_changes: which fifty schedules of launches changed last, and by how much did they slip?
--
-- Grain: one row per launch and change, latest first; of one instant by launch.
-- Caveats: changed_at is when a cycle saw the change. slip_seconds is negative where a launch comes earlier, and null where
-- one of the two dates is not known to the day. Empty with spacex-v4.
SELECT
    changed_at,
    name,
    old_scheduled_at,
    new_scheduled_at,
    slip_seconds,
    old_precision,
    new_precision,
    old_status,
    new_status,
    launch_id
FROM schedule_changes
ORDER BY changed_at DESC, launch_id
LIMIT 50;
