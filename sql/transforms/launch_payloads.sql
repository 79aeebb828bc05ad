-- launch_payloads: one row per payload of a launch, in the source's order.
-- reads: raw_launches

-- Two payloads are listed by two launches each: whoever sums masses over launches counts them twice.
DELETE FROM launch_payloads USING touched WHERE touched.launch_id = launch_payloads.launch_id;

INSERT INTO launch_payloads (
    launch_id, position, payload_id, name, type, orbit, regime, mass_kg, reused, customers, nationalities
)
SELECT
    raw.id,
    listed.position,
    payload.id,
    payload.name,
    payload.type,
    payload.orbit,
    payload.regime,
    payload.mass_kg,
    payload.reused,
    payload.customers,
    payload.nationalities
FROM touched
JOIN raw_launches AS raw ON raw.id = touched.launch_id
CROSS JOIN LATERAL jsonb_array_elements(raw.launch_data -> 'payloads') WITH ORDINALITY AS listed (document, position)
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
);
