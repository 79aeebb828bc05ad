-- insert: launches that are new, or back.

-- A launch that was here before keeps the instant at which it was first seen; its version starts now.
-- OFFSET 0 makes PostgreSQL look up each staged document: a hash join may carry all of them through its table, and where
-- that is larger than work_mem, write them to disk once more.
INSERT INTO raw_launches (id, launch_data, ingested_at, updated_at, digest)
SELECT
    s.id,
    s.launch_data,
    coalesce(
        (SELECT min(h.ingested_at) FROM raw_launches_history AS h WHERE h.id = s.id),
        t.data_as_of
    ),
    t.data_as_of,
    s.digest
FROM affected AS t
CROSS JOIN LATERAL (SELECT * FROM staged WHERE staged.id = t.launch_id OFFSET 0) AS s
WHERE t.outcome = 'inserted';
