-- events: what happened to launches in the time range, the newest first.
SELECT
    changed_at,
    event,
    name,
    fields::text AS fields,
    launch_id
FROM launch_events
WHERE $__timeFilter(changed_at)
ORDER BY changed_at DESC, launch_id
LIMIT 50
