-- launch_payloads: one row per payload of a launch, in the source's order.
-- reads: staged_payloads

-- Two payloads are listed by two launches each: whoever sums masses over launches counts them twice.
DELETE FROM launch_payloads USING affected WHERE affected.launch_id = launch_payloads.launch_id;

INSERT INTO launch_payloads (
    launch_id, position, payload_id, name, type, orbit, regime, mass_kg, reused, customers, nationalities
)
SELECT
    payload.launch_id,
    payload.position,
    payload.id,
    payload.name,
    payload.type,
    payload.orbit,
    payload.regime,
    payload.mass_kg,
    payload.reused,
    payload.customers,
    payload.nationalities
FROM affected
JOIN staged_payloads AS payload USING (launch_id);
