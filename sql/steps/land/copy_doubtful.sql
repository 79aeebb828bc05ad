-- copy_doubtful: a page that PostgreSQL refused as jsonb, as texts.
COPY pg_temp.doubtful (id, digest, upcoming, document) FROM STDIN (FORMAT binary);
