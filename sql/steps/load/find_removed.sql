-- find_removed: launches with a current version that a complete answer no longer holds.

-- A launch whose new document was rejected is still there at the source: it stays as it is. A rejected record without a
-- readable id may be any launch, so then none leaves.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT version.launch_id, 'removed', %(data_as_of)s
FROM ops.launch_versions AS version
WHERE version.valid_to IS NULL
  AND NOT EXISTS (SELECT FROM received WHERE received.launch_id = version.launch_id)
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.record_id = version.launch_id)
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.record_id IS NULL);
