-- every_launch: what flew when, from where, how heavy, and how did it end?
--
-- Grain: one row per flown launch, newest first; the newest thousand.
-- Caveats: a launch without a known mass is in the lower part only. The mass is the sum of the known ones, so it is too
-- small where some are unknown.
SELECT
    name,
    launched_at,
    rocket_name,
    launchpad_name,
    payload_mass_kg,
    CASE WHEN success THEN 'success' WHEN NOT success THEN 'failure' ELSE 'unknown' END AS outcome
FROM launches
ORDER BY launched_at DESC, launch_id DESC
LIMIT 1000;
