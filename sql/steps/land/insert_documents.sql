-- insert_documents: append validated documents, parsed by PostgreSQL as they arrive.

-- b: sent as they are, not escaped.
INSERT INTO ops.documents (document_id, document)
SELECT document_id, document::jsonb
FROM unnest(%(document_ids)b::bigint[], %(documents)b::text[]) AS received (document_id, document);
