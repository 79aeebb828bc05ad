-- ids_agree_with_documents: a launch is stored under the id that its own document bears.
-- scope: touched
SELECT raw.id, raw.launch_data -> 'id' AS id_in_document
FROM touched
JOIN raw_launches AS raw ON raw.id = touched.launch_id
WHERE raw.launch_data ->> 'id' IS DISTINCT FROM raw.id
LIMIT 20;
