-- copy_received: which launches a page brought, and where their documents are.
COPY pg_temp.received (launch_id, document_id, digest, upcoming, drift) FROM STDIN (FORMAT binary);
