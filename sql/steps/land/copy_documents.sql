-- copy_documents: a page of validated documents, parsed by PostgreSQL as it arrives.
COPY ops.documents (document_id, document) FROM STDIN (FORMAT binary);
