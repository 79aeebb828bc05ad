-- find_new_and_corrected: flown launches that are not stored yet, or are stored otherwise.

-- Equal bytes are equal documents, so an unchanged launch costs the comparison of two digests. Other bytes are
-- not yet another document: the order of keys and white space mean nothing, and jsonb knows. A document that was not
-- sent because its bytes are stored, and is not stored after all, ends the cycle: it cannot be inserted as null.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT
    s.id,
    CASE WHEN r.id IS NULL THEN 'inserted' ELSE 'changed' END,
    %(data_as_of)s
FROM staged AS s
LEFT JOIN raw_launches AS r ON r.id = s.id
WHERE NOT s.upcoming
  AND (r.id IS NULL OR (r.digest <> s.digest AND r.launch_data IS DISTINCT FROM s.launch_data));
