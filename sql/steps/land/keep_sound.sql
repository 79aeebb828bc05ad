-- keep_sound: the rest of a refused page.
INSERT INTO staged (id, digest, upcoming, launch_data)
SELECT id, digest, upcoming, document::jsonb
FROM doubtful
WHERE document IS NULL OR pg_input_is_valid(document, 'jsonb');
