-- landings: attempts to land a booster, by outcome.
SELECT
    launch_year::text AS year,
    count(core.launch_id) FILTER (WHERE landing_success) AS landed,
    count(core.launch_id) FILTER (WHERE NOT landing_success) AS failed,
    count(core.launch_id) FILTER (WHERE landing_success IS NULL) AS unknown
FROM years
LEFT JOIN chosen USING (launch_year)
LEFT JOIN launch_cores AS core ON core.launch_id = chosen.launch_id AND core.landing_attempt
GROUP BY launch_year
ORDER BY launch_year
