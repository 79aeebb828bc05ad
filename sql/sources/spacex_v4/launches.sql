-- launches: the launch of each document.

-- Masses are summed as they are in JSON, in decimals, and cast once: 0.1 and 0.2 make 0.3. Where none is known the sum is
-- null, not 0. The delay is negative for two launches whose static fire the source dates after the launch.
INSERT INTO flattened_launches (
    launch_id, name, flight_number, launched_at, launch_year, date_precision, static_fire_at, launch_delay_seconds,
    success, rocket_id, rocket_name, launchpad_id, launchpad_name, launchpad_latitude, launchpad_longitude,
    payload_count, payload_mass_kg
)
SELECT
    launch.id,
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
        SELECT sum((payload ->> 'mass_kg')::numeric)::double precision
        FROM jsonb_array_elements(launch.payloads) AS payload
    )
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_to_record(stored.document) AS launch (
    id text,
    name text,
    flight_number integer,
    date_utc timestamptz,
    date_precision text,
    static_fire_date_utc timestamptz,
    success boolean,
    rocket jsonb,
    launchpad jsonb,
    payloads jsonb
)
WHERE stored.document_id = ANY (%(document_ids)s);
