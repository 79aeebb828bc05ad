-- launch_cores: one row per first-stage core of a launch, in the source's order.

-- core_id is null where the source does not say which core flew.
DELETE FROM launch_cores AS typed
USING affected
WHERE affected.launch_id = typed.launch_id
  AND NOT EXISTS (
      SELECT
      FROM flattened_launch_cores AS core
      WHERE core.launch_id = typed.launch_id AND core.position = typed.position
  );

MERGE INTO launch_cores AS typed
USING (
    SELECT core.*
    FROM affected
    JOIN flattened_launch_cores AS core ON core.launch_id = affected.launch_id
) AS core
ON core.launch_id = typed.launch_id AND core.position = typed.position
WHEN MATCHED AND ROW (typed.*) IS DISTINCT FROM ROW (core.*) THEN
    UPDATE SET
        core_id = core.core_id,
        core_serial = core.core_serial,
        flight = core.flight,
        reused = core.reused,
        gridfins = core.gridfins,
        legs = core.legs,
        landing_attempt = core.landing_attempt,
        landing_success = core.landing_success,
        landing_type = core.landing_type,
        landpad_id = core.landpad_id,
        landpad_name = core.landpad_name
WHEN NOT MATCHED THEN
    INSERT VALUES (core.*);
