-- next: the launches that have not flown, earliest first; dates that passed more than two days ago come last.
SELECT
    name,
    CASE
        WHEN schedule_precision IN ('second', 'minute', 'hour', 'day')
        THEN extract(epoch FROM scheduled_at - now())::double precision
    END AS countdown,
    scheduled_at,
    schedule_precision AS known_to_the,
    status,
    rocket_name AS rocket,
    launchpad_name AS site,
    mission_type AS mission,
    orbit,
    probability
FROM upcoming_launches
ORDER BY scheduled_at < now() - interval '2 days', scheduled_at, launch_id
LIMIT 50
