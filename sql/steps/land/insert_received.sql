-- insert_received: which launches a page brought, and where their documents are.
INSERT INTO received (launch_id, document_id, digest, upcoming, drift)
SELECT *
FROM unnest(
    %(launch_ids)s::text[], %(document_ids)s::bigint[], %(digests)s::bytea[], %(upcoming)s::boolean[], %(drift)s::jsonb[]
);
