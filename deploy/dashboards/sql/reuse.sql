-- reuse: flights of known cores, by whether the core had flown before.
SELECT
    launch_year::text AS year,
    count(flight.launch_id) FILTER (WHERE counted_flight = 1) AS "first flight",
    count(flight.launch_id) FILTER (WHERE counted_flight > 1) AS "flown before"
FROM years
LEFT JOIN (
    SELECT core_flights.launch_year, core_flights.launch_id, core_flights.counted_flight
    FROM core_flights
    JOIN chosen USING (launch_id)
) AS flight USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
