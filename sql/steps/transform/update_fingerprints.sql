-- update_fingerprints: take out what the rows of affected launches hash to, and bring in what the flattened ones do.

-- XOR takes out what XOR has brought in. It runs before the transforms, which replace the former by the latter. A rebuild
-- leaves nothing of what was recorded.
INSERT INTO ops.fingerprints AS stored (relation, fingerprint)
SELECT relation, bit_xor(hash)
FROM (
    SELECT 'launches', hash_record_extended(typed, 0)
    FROM affected
    JOIN launches AS typed USING (launch_id)
    WHERE NOT %(rebuilt)s
    UNION ALL
    SELECT 'launch_payloads', hash_record_extended(typed, 0)
    FROM affected
    JOIN launch_payloads AS typed USING (launch_id)
    WHERE NOT %(rebuilt)s
    UNION ALL
    SELECT 'launch_cores', hash_record_extended(typed, 0)
    FROM affected
    JOIN launch_cores AS typed USING (launch_id)
    WHERE NOT %(rebuilt)s
    UNION ALL
    SELECT 'launch_crew', hash_record_extended(typed, 0)
    FROM affected
    JOIN launch_crew AS typed USING (launch_id)
    WHERE NOT %(rebuilt)s
    UNION ALL
    SELECT 'upcoming_launches', hash_record_extended(typed, 0)
    FROM affected
    JOIN upcoming_launches AS typed USING (launch_id)
    WHERE NOT %(rebuilt)s
    UNION ALL
    SELECT 'launches', hash_record_extended(ROW (affected.data_as_of, flattened.*), 0)
    FROM affected
    JOIN flattened_launches AS flattened USING (launch_id)
    UNION ALL
    SELECT 'launch_payloads', hash_record_extended(flattened, 0)
    FROM affected
    JOIN flattened_launch_payloads AS flattened USING (launch_id)
    UNION ALL
    SELECT 'launch_cores', hash_record_extended(flattened, 0)
    FROM affected
    JOIN flattened_launch_cores AS flattened USING (launch_id)
    UNION ALL
    SELECT 'launch_crew', hash_record_extended(flattened, 0)
    FROM affected
    JOIN flattened_launch_crew AS flattened USING (launch_id)
    UNION ALL
    SELECT 'upcoming_launches', hash_record_extended(ROW (affected.data_as_of, flattened.*), 0)
    FROM affected
    JOIN flattened_upcoming_launches AS flattened USING (launch_id)
    UNION ALL
    SELECT relation, 0 FROM ops.fingerprints
) AS changed (relation, hash)
GROUP BY relation
ON CONFLICT (relation) DO UPDATE
SET fingerprint = CASE WHEN %(rebuilt)s THEN 0 ELSE stored.fingerprint END # excluded.fingerprint;
