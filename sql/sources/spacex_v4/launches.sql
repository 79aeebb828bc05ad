-- launches: the launch of each document.

-- Masses are summed as they are in JSON, in decimals, and cast once: 0.1 and 0.2 make 0.3. Where none is known the sum
-- is null, not 0. The delay is negative for two launches whose static fire the source dates after the launch. The source
-- names no provider, because all of its launches are SpaceX's, and no constellation: that is in the payloads' names.
INSERT INTO flattened_launches (
    launch_id, name, flight_number, launched_at, launch_year, date_precision, static_fire_at, launch_delay_seconds,
    success, status, failure_reason, failure_seconds, is_crewed, constellation, provider_name, rocket_id, rocket_name,
    launchpad_id, launchpad_name, launchpad_latitude, launchpad_longitude, payload_count, payload_mass_kg, webcast_url,
    article_url, wikipedia_url, details
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
    CASE WHEN launch.success THEN 'Success' WHEN NOT launch.success THEN 'Failure' END,
    launch.failures -> 0 ->> 'reason',
    (launch.failures -> 0 ->> 'time')::double precision,
    jsonb_array_length(launch.crew) > 0,
    carried.constellation,
    'SpaceX',
    launch.rocket ->> 'id',
    launch.rocket ->> 'name',
    launch.launchpad ->> 'id',
    launch.launchpad ->> 'name',
    (launch.launchpad ->> 'latitude')::double precision,
    (launch.launchpad ->> 'longitude')::double precision,
    jsonb_array_length(launch.payloads),
    carried.mass_kg,
    launch.links ->> 'webcast',
    launch.links ->> 'article',
    launch.links ->> 'wikipedia',
    launch.details
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_to_record(stored.document) AS launch (
    id text,
    name text,
    flight_number integer,
    date_utc timestamptz,
    date_precision text,
    static_fire_date_utc timestamptz,
    success boolean,
    failures jsonb,
    crew jsonb,
    rocket jsonb,
    launchpad jsonb,
    payloads jsonb,
    links jsonb,
    details text
)
CROSS JOIN LATERAL (
    SELECT
        sum((payload ->> 'mass_kg')::numeric)::double precision AS mass_kg,
        max(CASE WHEN starts_with(payload ->> 'name', 'Starlink') THEN 'Starlink' END) AS constellation
    FROM jsonb_array_elements(launch.payloads) AS payload
) AS carried
WHERE stored.document_id = ANY (%(document_ids)b);
