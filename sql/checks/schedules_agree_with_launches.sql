-- schedules_agree_with_launches: the schedule that holds now is that of the launch, and every launch has one or none has.
-- scope: full
SELECT
    launch_id,
    planned.scheduled_at,
    planned.schedule_precision,
    planned.status,
    schedule.scheduled_at AS in_launch_schedule,
    schedule.schedule_precision AS precision_in_launch_schedule,
    schedule.status AS status_in_launch_schedule
FROM (
    SELECT launch_id, scheduled_at, schedule_precision, status, false AS has_flown FROM upcoming_launches
    UNION ALL
    -- A source without schedules has none.
    SELECT launch_id, launched_at, date_precision, status, true
    FROM launches
    WHERE EXISTS (SELECT FROM launch_schedule)
) AS planned
FULL JOIN (
    SELECT launch_id, scheduled_at, schedule_precision, status, has_flown FROM launch_schedule WHERE valid_to IS NULL
) AS schedule USING (launch_id)
WHERE planned.scheduled_at IS DISTINCT FROM schedule.scheduled_at
   OR planned.schedule_precision IS DISTINCT FROM schedule.schedule_precision
   OR planned.status IS DISTINCT FROM schedule.status
   OR planned.has_flown IS DISTINCT FROM schedule.has_flown
LIMIT 20;
