-- launches: the launch of each document, if it has flown.

-- Flown are the statuses 3 Success, 4 Failure, 7 Partial Failure and 9 Payload Deployed. Pad 72 is "Unknown Pad": it has
-- no place. Masses are summed as they are in JSON, in decimals, and cast once; where none is known the sum is null.
INSERT INTO flattened_launches (
    launch_id, name, launched_at, launch_year, date_precision, success, status, failure_reason, is_crewed, mission_type,
    constellation, provider_id, provider_name, rocket_id, rocket_name, launchpad_id, launchpad_name,
    launchpad_latitude, launchpad_longitude, payload_count, payload_mass_kg, details
)
SELECT
    launch.id,
    launch.name,
    launch.net,
    extract(year FROM launch.net AT TIME ZONE 'UTC')::integer,
    (ARRAY[
        'second', 'minute', 'hour', NULL, NULL, 'day', NULL, 'month', 'quarter', 'quarter', 'quarter', 'quarter',
        'half', 'half', 'year', 'year', 'year'
    ])[1 + (launch.net_precision ->> 'id')::integer],
    CASE WHEN status.id IN (3, 9) THEN true WHEN status.id IN (4, 7) THEN false END,
    launch.status ->> 'abbrev',
    nullif(launch.failreason, ''),
    jsonb_path_exists(launch.rocket, '$.spacecraft_stage[*].launch_crew[*]'),
    launch.mission ->> 'type',
    CASE WHEN starts_with(launch.mission ->> 'name', 'Starlink') THEN 'Starlink' END,
    launch.launch_service_provider ->> 'id',
    launch.launch_service_provider ->> 'name',
    launch.rocket #>> '{configuration,id}',
    launch.rocket #>> '{configuration,full_name}',
    launch.pad ->> 'id',
    launch.pad ->> 'name',
    CASE WHEN launch.pad ->> 'id' <> '72' THEN (launch.pad ->> 'latitude')::double precision END,
    CASE WHEN launch.pad ->> 'id' <> '72' THEN (launch.pad ->> 'longitude')::double precision END,
    jsonb_array_length(launch.rocket -> 'spacecraft_stage') + carried.payload_count,
    carried.mass_kg,
    launch.mission ->> 'description'
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_to_record(stored.document) AS launch (
    id text,
    name text,
    net timestamptz,
    net_precision jsonb,
    status jsonb,
    failreason text,
    launch_service_provider jsonb,
    rocket jsonb,
    mission jsonb,
    pad jsonb
)
CROSS JOIN LATERAL (SELECT (launch.status ->> 'id')::integer AS id) AS status
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(coalesce((flight ->> 'amount')::integer, 1)), 0) AS payload_count,
        sum((flight #>> '{payload,mass}')::numeric * coalesce((flight ->> 'amount')::integer, 1))::double precision
            AS mass_kg
    FROM jsonb_array_elements(launch.rocket -> 'payloads') AS flight
) AS carried
WHERE stored.document_id = ANY (%(document_ids)s) AND status.id IN (3, 4, 7, 9);
