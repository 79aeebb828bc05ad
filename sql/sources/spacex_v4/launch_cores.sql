-- launch_cores: the first-stage cores of each document, in the document's order (a Falcon Heavy has three).

-- A core and a landpad are objects with a name; where the source serves a bare id, the name is null.
INSERT INTO flattened_launch_cores (
    launch_id, position, core_id, core_serial, flight, reused, gridfins, legs, landing_attempt, landing_success,
    landing_type, landpad_id, landpad_name
)
SELECT
    stored.document ->> 'id',
    listed.position,
    coalesce(core.core ->> 'id', core.core #>> '{}'),
    core.core ->> 'serial',
    core.flight,
    core.reused,
    core.gridfins,
    core.legs,
    core.landing_attempt,
    core.landing_success,
    core.landing_type,
    coalesce(core.landpad ->> 'id', core.landpad #>> '{}'),
    core.landpad ->> 'name'
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_array_elements(stored.document -> 'cores') WITH ORDINALITY AS listed (document, position)
CROSS JOIN LATERAL jsonb_to_record(listed.document) AS core (
    core jsonb,
    flight integer,
    reused boolean,
    gridfins boolean,
    legs boolean,
    landing_attempt boolean,
    landing_success boolean,
    landing_type text,
    landpad jsonb
)
WHERE stored.document_id = ANY (%(document_ids)b);
