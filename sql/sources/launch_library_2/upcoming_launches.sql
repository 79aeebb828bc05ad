-- upcoming_launches: the launch of each document, if it has not flown.

-- An unknown status is upcoming. Pad 72 is "Unknown Pad": it has no place. A probability of -1 is unknown.
INSERT INTO flattened_upcoming_launches (
    launch_id, name, scheduled_at, schedule_precision, window_start_at, window_end_at, status, probability, rocket_id,
    rocket_name, launchpad_id, launchpad_name, launchpad_latitude, launchpad_longitude, provider_id, provider_name,
    mission_name, mission_type, orbit
)
SELECT
    launch.id,
    launch.name,
    launch.net,
    (ARRAY[
        'second', 'minute', 'hour', NULL, NULL, 'day', NULL, 'month', 'quarter', 'quarter', 'quarter', 'quarter',
        'half', 'half', 'year', 'year', 'year'
    ])[1 + (launch.net_precision ->> 'id')::integer],
    launch.window_start,
    launch.window_end,
    launch.status ->> 'abbrev',
    nullif(launch.probability, -1),
    launch.rocket #>> '{configuration,id}',
    launch.rocket #>> '{configuration,full_name}',
    launch.pad ->> 'id',
    launch.pad ->> 'name',
    CASE WHEN launch.pad ->> 'id' <> '72' THEN (launch.pad ->> 'latitude')::double precision END,
    CASE WHEN launch.pad ->> 'id' <> '72' THEN (launch.pad ->> 'longitude')::double precision END,
    launch.launch_service_provider ->> 'id',
    launch.launch_service_provider ->> 'name',
    launch.mission ->> 'name',
    launch.mission ->> 'type',
    nullif(launch.mission #>> '{orbit,abbrev}', 'N/A')
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_to_record(stored.document) AS launch (
    id text,
    name text,
    net timestamptz,
    net_precision jsonb,
    window_start timestamptz,
    window_end timestamptz,
    status jsonb,
    probability integer,
    launch_service_provider jsonb,
    rocket jsonb,
    mission jsonb,
    pad jsonb
)
WHERE stored.document_id = ANY (%(document_ids)s) AND (launch.status ->> 'id')::integer NOT IN (3, 4, 7, 9);
