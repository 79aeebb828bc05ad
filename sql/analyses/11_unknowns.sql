-- unknowns: how much of what one would like to know of the launches is not known?
--
-- Grain: one row per calendar year (UTC) with a launch.
-- Caveats: without_mass: of none of its payloads is the mass known; launches with some unknown masses are not counted.
-- without_static_fire: none was held, or the source does not say when. without_outcome: success is null.
SELECT
    launch_year,
    count(*) AS launches,
    count(*) - count(payload_mass_kg) AS without_mass,
    count(*) - count(static_fire_at) AS without_static_fire,
    count(*) - count(success) AS without_outcome
FROM launches
GROUP BY launch_year
ORDER BY launch_year;
