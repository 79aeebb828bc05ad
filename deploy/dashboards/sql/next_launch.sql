-- next_launch: seconds until the next date that is known to the day.
SELECT extract(epoch FROM min(scheduled_at) - now())::double precision AS countdown
FROM upcoming_launches
WHERE scheduled_at >= now() AND schedule_precision IN ('second', 'minute', 'hour', 'day')
