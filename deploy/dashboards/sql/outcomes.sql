-- outcomes: launches of a year by outcome; a year without launches is 0.
SELECT
    launch_year::text AS year,
    count(launch_id) FILTER (WHERE success) AS successful,
    count(launch_id) FILTER (WHERE NOT success) AS failed,
    count(launch_id) FILTER (WHERE success IS NULL) AS unknown
FROM years
LEFT JOIN chosen USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
