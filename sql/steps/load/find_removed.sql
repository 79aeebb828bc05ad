-- find_removed: stored launches that a complete answer no longer holds.

-- A launch whose new document was rejected is still there at the source: it stays as it is.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT r.id, 'removed', %(data_as_of)s
FROM raw_launches AS r
WHERE NOT EXISTS (SELECT FROM staged AS s WHERE s.id = r.id)
  AND NOT EXISTS (SELECT FROM rejected AS j WHERE j.record_id = r.id);
