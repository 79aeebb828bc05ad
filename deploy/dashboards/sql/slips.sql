-- slips: launches that were seen with a date known to the day before they flew, and how far from it they flew.
SELECT
    launched_at,
    name,
    slip_seconds AS slip,
    slips,
    first_scheduled_at AS first_date,
    first_known_at AS known_since,
    rocket_name AS rocket,
    launchpad_name AS site
FROM launch_slips
WHERE $__timeFilter(launched_at)
ORDER BY launched_at DESC, launch_id
LIMIT 100
