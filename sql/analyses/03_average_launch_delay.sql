-- average_launch_delay: how many hours pass between static fire and launch?
--
-- Grain: one row per calendar year (UTC) of the launch with a launch that had a static fire before it.
-- Caveats: only launches with a positive delay; the source dates two static fires after their launches. For a third of
-- the launches, most of them since 2021, it has none. The mean in launch_aggregates is over all that have one, those
-- two included.
--
-- The limit is above what there can be (the model takes 1900 to 2200): with it, Trino leaves the order to PostgreSQL.
SELECT launch_year, delays AS launches, average_delay_hours, maximum_delay_hours
FROM launches_per_year
WHERE delays > 0
ORDER BY launch_year
LIMIT 301;
