-- launches: one row per flown launch, with what analysts ask for most.
-- reads: staged_launches, staged_payloads

-- launch_delay_seconds is negative for two launches whose static fire the source dates after the launch.
-- payload_mass_kg sums the known masses; it is null, not 0, when none is known.
DELETE FROM launches USING affected WHERE affected.launch_id = launches.launch_id;

INSERT INTO launches (
    launch_id, name, flight_number, launched_at, launch_year, date_precision, static_fire_at,
    launch_delay_seconds, success, rocket_id, rocket_name, launchpad_id, launchpad_name,
    launchpad_latitude, launchpad_longitude, payload_count, payload_mass_kg, updated_at
)
SELECT
    launch.launch_id,
    launch.name,
    launch.flight_number,
    launch.date_utc,
    extract(year FROM launch.date_utc AT TIME ZONE 'UTC')::integer,
    launch.date_precision,
    launch.static_fire_date_utc,
    extract(epoch FROM launch.date_utc - launch.static_fire_date_utc)::double precision,
    launch.success,
    launch.rocket_id,
    launch.rocket_name,
    launch.launchpad_id,
    launch.launchpad_name,
    launch.launchpad_latitude,
    launch.launchpad_longitude,
    coalesce(payloads.listed, 0),
    payloads.mass_kg,
    affected.data_as_of
FROM affected
JOIN staged_launches AS launch USING (launch_id)
LEFT JOIN (
    SELECT launch_id, count(*) AS listed, sum(mass_kg)::double precision AS mass_kg
    FROM staged_payloads
    GROUP BY launch_id
) AS payloads USING (launch_id);
