-- launches: one row per flown launch, with what analysts ask for most.
-- reads: raw_launches

-- launch_delay_seconds is negative for two launches whose static fire the source dates after the launch.
-- payload_mass_kg sums the known masses; it is null, not 0, when none is known.
DELETE FROM launches USING touched WHERE touched.launch_id = launches.launch_id;

INSERT INTO launches (
    launch_id, name, flight_number, launched_at, launch_year, date_precision, static_fire_at,
    launch_delay_seconds, success, rocket_id, rocket_name, launchpad_id, launchpad_name,
    launchpad_latitude, launchpad_longitude, payload_count, payload_mass_kg, updated_at
)
SELECT
    raw.id,
    launch.name,
    launch.flight_number,
    launch.date_utc,
    extract(year FROM launch.date_utc AT TIME ZONE 'UTC')::integer,
    launch.date_precision,
    launch.static_fire_date_utc,
    extract(epoch FROM launch.date_utc - launch.static_fire_date_utc)::double precision,
    launch.success,
    launch.rocket ->> 'id',
    launch.rocket ->> 'name',
    launch.launchpad ->> 'id',
    launch.launchpad ->> 'name',
    (launch.launchpad ->> 'latitude')::double precision,
    (launch.launchpad ->> 'longitude')::double precision,
    jsonb_array_length(launch.payloads),
    (
        SELECT sum((payload.value ->> 'mass_kg')::numeric)::double precision
        FROM jsonb_array_elements(launch.payloads) AS payload
    ),
    touched.data_as_of
FROM touched
JOIN raw_launches AS raw ON raw.id = touched.launch_id
CROSS JOIN LATERAL jsonb_to_record(raw.launch_data) AS launch (
    name text,
    flight_number integer,
    date_utc timestamptz,
    date_precision text,
    static_fire_date_utc timestamptz,
    success boolean,
    rocket jsonb,
    launchpad jsonb,
    payloads jsonb
);
