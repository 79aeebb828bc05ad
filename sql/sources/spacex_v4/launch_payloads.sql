-- launch_payloads: the payloads of each document, in the document's order.
INSERT INTO flattened_launch_payloads (
    launch_id, position, payload_id, name, type, constellation, orbit, regime, amount, mass_kg, reused, customers,
    nationalities
)
SELECT
    stored.document ->> 'id',
    listed.position,
    payload.id,
    payload.name,
    payload.type,
    CASE WHEN starts_with(payload.name, 'Starlink') THEN 'Starlink' END,
    payload.orbit,
    payload.regime,
    1,
    payload.mass_kg,
    payload.reused,
    payload.customers,
    payload.nationalities
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_array_elements(stored.document -> 'payloads') WITH ORDINALITY AS listed (document, position)
CROSS JOIN LATERAL jsonb_to_record(listed.document) AS payload (
    id text,
    name text,
    type text,
    orbit text,
    regime text,
    mass_kg double precision,
    reused boolean,
    customers jsonb,
    nationalities jsonb
)
WHERE stored.document_id = ANY (%(document_ids)b);
