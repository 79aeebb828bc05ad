-- launch_performance_over_time: how many launches flew each year, and how many succeeded?
--
-- Grain: one row per calendar year (UTC) with a launch.
-- Caveats: a launch whose outcome is unknown (Starlink 3-1) counts as a launch and not as a success.
SELECT
    launch_year,
    count(*) AS launches,
    count(CASE WHEN success THEN 1 END) AS successful,
    CAST(count(CASE WHEN success THEN 1 END) AS double precision) / count(*) AS success_rate
FROM launches
GROUP BY launch_year
ORDER BY launch_year;
