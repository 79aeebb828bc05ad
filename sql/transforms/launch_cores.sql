-- launch_cores: one row per first-stage core of a launch, in the source's order (a Falcon Heavy has three).
-- reads: raw_launches

-- core_id is null where the source does not say which core flew.
DELETE FROM launch_cores USING touched WHERE touched.launch_id = launch_cores.launch_id;

INSERT INTO launch_cores (
    launch_id, position, core_id, flight, reused, gridfins, legs,
    landing_attempt, landing_success, landing_type, landpad_id
)
SELECT
    raw.id,
    listed.position,
    core.core,
    core.flight,
    core.reused,
    core.gridfins,
    core.legs,
    core.landing_attempt,
    core.landing_success,
    core.landing_type,
    core.landpad
FROM touched
JOIN raw_launches AS raw ON raw.id = touched.launch_id
CROSS JOIN LATERAL jsonb_array_elements(raw.launch_data -> 'cores') WITH ORDINALITY AS listed (document, position)
CROSS JOIN LATERAL jsonb_to_record(listed.document) AS core (
    core text,
    flight integer,
    reused boolean,
    gridfins boolean,
    legs boolean,
    landing_attempt boolean,
    landing_success boolean,
    landing_type text,
    landpad text
);
