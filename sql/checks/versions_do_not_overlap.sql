-- versions_do_not_overlap: at any instant a launch has one version at most.
-- scope: affected

-- Each half of the union has an index of its own; by the launch alone, every version would be read.
SELECT affected.launch_id, version.valid_from, version.valid_to, later.valid_from AS next_valid_from
FROM affected
JOIN ops.launch_versions AS version ON version.launch_id = affected.launch_id AND version.valid_to IS NOT NULL
CROSS JOIN LATERAL (
    SELECT valid_from FROM ops.launch_versions WHERE launch_id = version.launch_id AND valid_to IS NULL
    UNION ALL
    SELECT valid_from FROM ops.launch_versions WHERE launch_id = version.launch_id AND valid_to IS NOT NULL
) AS later
WHERE later.valid_from > version.valid_from AND later.valid_from < version.valid_to
LIMIT 20;
