-- launch_performance_over_time: how many launches flew each year, and how many succeeded?
--
-- Grain: one row per calendar year (UTC) with a launch.
-- Caveats: a launch whose outcome is unknown (Starlink 3-1) counts as a launch and not as a success.
--
-- The limit is above what there can be (the model takes 1900 to 2200): with it, Trino leaves the order to PostgreSQL.
SELECT launch_year, launches, successful, success_rate
FROM launches_per_year
ORDER BY launch_year
LIMIT 301;
