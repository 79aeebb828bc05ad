-- booster_reuse: which twenty boosters flew most often, and how long did they rest between flights?
--
-- Grain: one row per core, most flights first; equally many in the order of the last flight, then by id.
-- Caveats: flights are counted from launches that have flown. Flights of a core that the source does not name are left
-- out; of one that has only an id, the serial number is null. Turnaround is days from one launch to the next, null for a
-- core that flew once. An attempt whose landing is unknown is no landing.
SELECT
    core_serial,
    flights,
    first_launched_at,
    last_launched_at,
    shortest_turnaround_days,
    average_turnaround_days,
    landing_attempts,
    landings,
    core_id
FROM flights_per_core
ORDER BY flights DESC, last_launched_at, core_id
LIMIT 20;
