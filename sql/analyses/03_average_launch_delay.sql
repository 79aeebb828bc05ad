-- average_launch_delay: how many hours pass between static fire and launch?
--
-- Grain: one row per calendar year (UTC) with a launch that had a static fire before it.
-- Caveats: only launches with a positive delay; the source dates two static fires after their launches.
SELECT
    launch_year,
    count(*) AS launches,
    avg(launch_delay_seconds) / 3600 AS average_delay_hours,
    max(launch_delay_seconds) / 3600 AS maximum_delay_hours
FROM launches
WHERE launch_delay_seconds > 0
GROUP BY launch_year
ORDER BY launch_year;
