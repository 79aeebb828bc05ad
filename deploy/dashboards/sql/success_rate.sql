-- success_rate: successful launches of all launches of a year.
SELECT
    launch_year::text AS year,
    count(launch_id) FILTER (WHERE success)::double precision / nullif(count(launch_id), 0) AS success_rate
FROM years
LEFT JOIN chosen USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
