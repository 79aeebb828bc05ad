-- average_launch_delay: how many hours pass between static fire and launch?
--
-- Grain: one row per calendar year (UTC) of the launch with a launch that had a static fire before it.
-- Caveats: only launches with a positive delay; the source dates two static fires after their launches. For a third of
-- the launches, most of them since 2021, it has none. The mean in launch_aggregates is over all that have one, those
-- two included.
SELECT
    launch_year,
    delays AS launches,
    average_delay_seconds / 3600 AS average_delay_hours,
    maximum_delay_seconds / 3600 AS maximum_delay_hours
FROM launches_per_year
WHERE delays > 0
ORDER BY launch_year;
