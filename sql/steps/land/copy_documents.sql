-- copy_documents: a page of validated documents, parsed by PostgreSQL as it arrives.
COPY pg_temp.staged (id, digest, upcoming, launch_data) FROM STDIN (FORMAT binary);
