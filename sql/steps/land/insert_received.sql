-- insert_received: which launches a page brought, and where their documents are.
INSERT INTO received (launch_id, document_id, digest, upcoming, drift)
SELECT *
FROM unnest(
    %(launch_ids)b::text[], %(document_ids)b::bigint[], %(digests)b::bytea[], %(upcoming)b::boolean[], %(drift)b::jsonb[]
);
