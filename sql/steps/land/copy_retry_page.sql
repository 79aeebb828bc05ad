-- copy_retry_page: a page that PostgreSQL refused as jsonb, as texts.
COPY pg_temp.retry_page (document_id, launch_id, digest, document) FROM STDIN (FORMAT binary);
