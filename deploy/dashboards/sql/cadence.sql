-- cadence: days from one of these launches to the next, in the year of the later one.
SELECT
    launch_year::text AS year,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median,
    max(days) AS longest
FROM years
LEFT JOIN (
    SELECT
        launch_year,
        extract(epoch FROM launched_at - lag(launched_at) OVER (ORDER BY launched_at, launch_id))::double precision
            / 86400 AS days
    FROM chosen
) AS gap USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
