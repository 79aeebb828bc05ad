-- find_upcoming: launches with a current version that the source calls upcoming again: they have not flown after all.

-- A rejected record without a readable id may be any launch, so then none leaves.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT version.launch_id, 'upcoming', %(data_as_of)s
FROM received
JOIN ops.launch_versions AS version ON version.launch_id = received.launch_id AND version.valid_to IS NULL
WHERE received.upcoming
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.record_id IS NULL);
