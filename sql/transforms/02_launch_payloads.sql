-- launch_payloads: one row per payload of a launch, in the source's order.

-- Two payloads are listed by two launches each: a sum of masses over launches counts them twice.
DELETE FROM launch_payloads AS typed
USING affected
WHERE affected.launch_id = typed.launch_id
  AND NOT EXISTS (
      SELECT
      FROM flattened_launch_payloads AS payload
      WHERE payload.launch_id = typed.launch_id AND payload.position = typed.position
  );

MERGE INTO launch_payloads AS typed
USING (
    SELECT payload.*
    FROM affected
    JOIN flattened_launch_payloads AS payload ON payload.launch_id = affected.launch_id
) AS payload
ON payload.launch_id = typed.launch_id AND payload.position = typed.position
WHEN MATCHED AND ROW (typed.*) IS DISTINCT FROM ROW (payload.*) THEN
    UPDATE SET
        payload_id = payload.payload_id,
        name = payload.name,
        type = payload.type,
        constellation = payload.constellation,
        orbit = payload.orbit,
        regime = payload.regime,
        amount = payload.amount,
        mass_kg = payload.mass_kg,
        reused = payload.reused,
        customers = payload.customers,
        nationalities = payload.nationalities
WHEN NOT MATCHED THEN
    INSERT VALUES (payload.*);
