-- launch_payloads: the payloads of each flown launch in the order of their ids, then its spacecraft.

-- The source lists payloads of few launches. `amount` counts payloads that are alike, and mass_kg is theirs together. A
-- spacecraft flies again, so its flight is the payload. Customers are the operator, else the agencies of the mission.
INSERT INTO flattened_launch_payloads (
    launch_id, position, payload_id, name, type, constellation, orbit, amount, mass_kg, customers, nationalities
)
SELECT
    stored.document ->> 'id',
    row_number() OVER (PARTITION BY stored.document_id ORDER BY carried.is_spacecraft, carried.id, carried.payload_id),
    carried.payload_id,
    carried.name,
    carried.type,
    CASE WHEN starts_with(carried.name, 'Starlink') THEN 'Starlink' END,
    nullif(stored.document #>> '{mission,orbit,abbrev}', 'N/A'),
    carried.amount,
    (carried.mass * carried.amount)::double precision,
    coalesce(carried.customers, jsonb_path_query_array(stored.document, '$.mission.agencies[*].name')),
    carried.nationalities
FROM ops.documents AS stored
CROSS JOIN LATERAL (
    SELECT
        false AS is_spacecraft,
        (flight ->> 'id')::bigint AS id,
        flight #>> '{payload,id}' AS payload_id,
        flight #>> '{payload,name}' AS name,
        flight #>> '{payload,type,name}' AS type,
        coalesce((flight ->> 'amount')::integer, 1) AS amount,
        (flight #>> '{payload,mass}')::numeric AS mass,
        '[]'::jsonb || (flight #> '{payload,operator,name}') AS customers,
        jsonb_path_query_array(flight, '$.payload.operator.country[*].name') AS nationalities
    FROM jsonb_array_elements(stored.document #> '{rocket,payloads}') AS flight
    UNION ALL
    SELECT
        true,
        (flight ->> 'id')::bigint,
        'spacecraft-' || (flight ->> 'id'),
        flight #>> '{spacecraft,name}',
        flight #>> '{spacecraft,spacecraft_config,type,name}',
        1,
        NULL,
        NULL,
        '[]'
    FROM jsonb_array_elements(stored.document #> '{rocket,spacecraft_stage}') AS flight
) AS carried
WHERE stored.document_id = ANY (%(document_ids)s)
  AND (stored.document #>> '{status,id}')::integer IN (3, 4, 7, 9);
