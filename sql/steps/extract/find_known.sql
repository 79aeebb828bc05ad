-- find_known: which documents of a page are the current version of their launch, byte for byte.
SELECT
    received.position,
    version.document_id,
    version.model = %(model)s AS validated,
    nullif(version.drift, '[]') AS drift
FROM unnest(%(record_ids)s::text[], %(digests)s::bytea[]) WITH ORDINALITY AS received (launch_id, digest, position)
JOIN ops.launch_versions AS version
    ON version.launch_id = received.launch_id
    AND version.valid_to IS NULL
    AND version.digest = received.digest;
