-- versions_do_not_overlap: at any instant a launch has one version at most.
-- scope: affected
SELECT affected.launch_id, version.valid_from, version.valid_to, later.valid_from AS next_valid_from
FROM affected
JOIN ops.launch_versions AS version ON version.launch_id = affected.launch_id AND version.valid_to IS NOT NULL
JOIN ops.launch_versions AS later ON later.launch_id = version.launch_id AND later.valid_from > version.valid_from
WHERE later.valid_from < version.valid_to
LIMIT 20;
