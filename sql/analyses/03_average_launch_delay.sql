-- average_launch_delay: how many hours pass between static fire and launch?
--
-- Grain: one row per calendar year (UTC) with a launch.
-- Caveats: this is no delay of a schedule: a static fire is a test on the pad, days before the launch. A few of them
-- long before move the mean, so the median says more. Over the launches with a static fire before them; left out and
-- counted are those that the source does not date before it (impossible) and launches without a date: a third of all,
-- most of them since 2021. launch_aggregates has the same over all years, and the old mean with the impossible ones.
--
-- The limit is above what there can be (the model takes 1900 to 2200): with it, Trino leaves the order to PostgreSQL.
SELECT
    launch_year,
    static_fires,
    median_static_fire_to_launch_hours AS median_hours,
    average_static_fire_to_launch_hours AS average_hours,
    maximum_static_fire_to_launch_hours AS maximum_hours,
    impossible_static_fires AS impossible,
    without_static_fire
FROM launches_per_year
ORDER BY launch_year
LIMIT 301;
