-- launch_cores: the first-stage cores of each document, in the document's order (a Falcon Heavy has three).
INSERT INTO flattened_launch_cores (
    launch_id, position, core_id, flight, reused, gridfins, legs, landing_attempt, landing_success, landing_type,
    landpad_id
)
SELECT
    stored.document ->> 'id',
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
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_array_elements(stored.document -> 'cores') WITH ORDINALITY AS listed (document, position)
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
)
WHERE stored.document_id = ANY (%(document_ids)s);
