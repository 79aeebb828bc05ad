-- insert_valid: the documents of a refused page that jsonb can hold.
INSERT INTO ops.documents (document_id, document)
SELECT document_id, document::jsonb
FROM retry_page
WHERE pg_input_is_valid(document, 'jsonb');
