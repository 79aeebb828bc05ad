-- receive_known: note which documents of a page are the current version of their launch, byte for byte; return the others.

-- A document that an older model accepted is returned too, with its number: it must be validated, and is stored.
WITH page AS MATERIALIZED (
    SELECT
        received.position,
        version.launch_id,
        version.document_id,
        version.drift,
        version.model = %(model)s AS accepted
    FROM unnest(%(launch_ids)b::text[], %(digests)b::bytea[]) WITH ORDINALITY AS received (launch_id, digest, position)
    LEFT JOIN ops.launch_versions AS version
        ON version.launch_id = received.launch_id
        AND version.valid_to IS NULL
        AND version.digest = received.digest
),
known AS (
    INSERT INTO received (launch_id, document_id, upcoming, drift)
    SELECT launch_id, document_id, false, nullif(drift, '[]')
    FROM page
    WHERE accepted
)
SELECT position, document_id
FROM page
WHERE accepted IS NOT true
ORDER BY position;
