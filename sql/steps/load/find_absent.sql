-- find_absent: the launches that would be removed, because a full read did not bring them.
SELECT version.launch_id
FROM ops.launch_versions AS version
WHERE version.valid_to IS NULL
  AND NOT EXISTS (SELECT FROM received WHERE received.launch_id = version.launch_id)
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.record_id = version.launch_id)
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.record_id IS NULL)
ORDER BY version.launch_id;
