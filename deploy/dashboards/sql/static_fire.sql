-- static_fire: hours from static fire to launch, over launches whose static fire is before the launch.
SELECT
    launch_year::text AS year,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY launch_delay_seconds)
        FILTER (WHERE launch_delay_seconds > 0) / 3600 AS median,
    avg(launch_delay_seconds) FILTER (WHERE launch_delay_seconds > 0) / 3600 AS mean,
    max(launch_delay_seconds) FILTER (WHERE launch_delay_seconds > 0) / 3600 AS longest
FROM years
LEFT JOIN chosen USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
