-- insert: launches that are new, or back.

-- A launch that was here before keeps the instant at which it was first seen; its version starts now.
INSERT INTO raw_launches (id, launch_data, ingested_at, updated_at, digest, drifted)
SELECT
    s.id,
    s.launch_data,
    coalesce(
        (SELECT min(h.ingested_at) FROM raw_launches_history AS h WHERE h.id = s.id),
        t.data_as_of
    ),
    t.data_as_of,
    s.digest,
    s.drifted
FROM touched AS t
JOIN staged AS s ON s.id = t.launch_id
WHERE t.outcome = 'inserted';
