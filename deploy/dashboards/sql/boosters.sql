-- boosters: the cores with the most flights.
SELECT
    coalesce(max(core_serial), core_id) AS booster,
    count(*) AS flights,
    count(*) FILTER (WHERE landing_attempt AND landing_success) AS landings,
    count(*) FILTER (WHERE landing_attempt) AS landing_attempts,
    min(turnaround_days) AS shortest_turnaround_days,
    avg(turnaround_days) AS average_turnaround_days,
    min(core_flights.launched_at) AS first_launched_at,
    max(core_flights.launched_at) AS last_launched_at
FROM core_flights
JOIN chosen USING (launch_id)
GROUP BY core_id
ORDER BY flights DESC, last_launched_at, core_id
LIMIT 15
