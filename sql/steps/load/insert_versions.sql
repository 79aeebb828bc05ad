-- insert_versions: launches that are new, back or corrected have a current version from now on.

-- A launch that was here before keeps the instant at which it was first seen.
INSERT INTO ops.launch_versions (document_id, launch_id, digest, model, drift, first_seen_at, valid_from)
SELECT
    received.document_id,
    received.launch_id,
    received.digest,
    %(model)s,
    coalesce(received.drift, '[]'),
    coalesce(
        (
            SELECT min(earlier.first_seen_at)
            FROM ops.launch_versions AS earlier
            WHERE earlier.launch_id = received.launch_id AND earlier.valid_to IS NOT NULL
        ),
        affected.data_as_of
    ),
    affected.data_as_of
FROM affected
JOIN received ON received.launch_id = affected.launch_id
WHERE affected.outcome IN ('inserted', 'changed')
ORDER BY received.document_id;
