-- launch_crew: the crew of each document, in the document's order.

-- A member is an object with a name; where the source serves a bare id, the name is null. It serves no roles.
INSERT INTO flattened_launch_crew (launch_id, position, crew_id, name, agency)
SELECT
    stored.document ->> 'id',
    listed.position,
    CASE jsonb_typeof(listed.member) WHEN 'string' THEN listed.member #>> '{}' ELSE listed.member ->> 'id' END,
    listed.member ->> 'name',
    listed.member ->> 'agency'
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_array_elements(nullif(stored.document -> 'crew', 'null')) WITH ORDINALITY
    AS listed (member, position)
WHERE stored.document_id = ANY (%(document_ids)b);
