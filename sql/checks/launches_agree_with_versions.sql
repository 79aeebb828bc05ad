-- launches_agree_with_versions: every current version has its typed launch, and every typed launch its current version.
-- scope: full
SELECT coalesce(version.launch_id, typed.launch_id) AS launch_id,
       version.launch_id IS NOT NULL AS is_current,
       typed.launch_id IS NOT NULL AS is_typed
FROM (SELECT launch_id FROM ops.launch_versions WHERE valid_to IS NULL) AS version
FULL JOIN (
    SELECT launch_id FROM launches
    UNION ALL
    SELECT launch_id FROM upcoming_launches
) AS typed ON typed.launch_id = version.launch_id
WHERE version.launch_id IS NULL OR typed.launch_id IS NULL
LIMIT 20;
