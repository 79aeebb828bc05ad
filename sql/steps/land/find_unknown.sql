-- find_unknown: the documents of a page that are not the current version of their launch, byte for byte: see receive_known.
SELECT received.position, version.document_id
FROM unnest(%(launch_ids)b::text[], %(digests)b::bytea[]) WITH ORDINALITY AS received (launch_id, digest, position)
LEFT JOIN ops.launch_versions AS version
    ON version.launch_id = received.launch_id
    AND version.valid_to IS NULL
    AND version.digest = received.digest
WHERE version.model IS DISTINCT FROM %(model)s
ORDER BY received.position;
