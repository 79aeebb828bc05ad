-- unknowns: launches of a year that lack a value at the source, or have one that cannot be.
SELECT
    launch_year::text AS year,
    count(launch_id) - count(payload_mass_kg) AS mass,
    count(launch_id) - count(static_fire_at) AS "static fire",
    count(launch_id) FILTER (WHERE launch_delay_seconds <= 0) AS "impossible static fire",
    count(launch_id) - count(success) AS outcome
FROM years
LEFT JOIN chosen USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
