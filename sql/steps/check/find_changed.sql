-- find_changed: the typed tables whose rows, all together, do not hash to what cycles have written.
SELECT relation, actual.fingerprint
FROM (
    SELECT 'launches', coalesce(bit_xor(hash_record_extended(typed, 0)), 0) FROM launches AS typed
    UNION ALL
    SELECT 'launch_payloads', coalesce(bit_xor(hash_record_extended(typed, 0)), 0) FROM launch_payloads AS typed
    UNION ALL
    SELECT 'launch_cores', coalesce(bit_xor(hash_record_extended(typed, 0)), 0) FROM launch_cores AS typed
    UNION ALL
    SELECT 'launch_crew', coalesce(bit_xor(hash_record_extended(typed, 0)), 0) FROM launch_crew AS typed
    UNION ALL
    SELECT 'upcoming_launches', coalesce(bit_xor(hash_record_extended(typed, 0)), 0) FROM upcoming_launches AS typed
) AS actual (relation, fingerprint)
LEFT JOIN ops.fingerprints AS stored USING (relation)
WHERE actual.fingerprint IS DISTINCT FROM coalesce(stored.fingerprint, 0)
ORDER BY relation;
