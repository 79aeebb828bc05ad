-- launch_crew: the crews of the spacecraft of each flown launch, in the order of their ids.
INSERT INTO flattened_launch_crew (launch_id, position, crew_id, name, agency, role)
SELECT
    stored.document ->> 'id',
    row_number() OVER (PARTITION BY stored.document_id ORDER BY (member ->> 'id')::bigint, member #>> '{astronaut,id}'),
    member #>> '{astronaut,id}',
    member #>> '{astronaut,name}',
    member #>> '{astronaut,agency,name}',
    member #>> '{role,role}'
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_path_query(stored.document, '$.rocket.spacecraft_stage[*].launch_crew[*]') AS member
WHERE stored.document_id = ANY (%(document_ids)s)
  AND (stored.document #>> '{status,id}')::integer IN (3, 4, 7, 9);
