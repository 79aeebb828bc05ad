-- affected_launches_agree_with_versions: an affected launch is typed if it has a current version, and has one if it should.
-- scope: affected

-- A launch is flattened under the id in its document, so a document that is stored under another id has no typed launch.
SELECT
    affected.launch_id,
    affected.outcome,
    version.launch_id IS NOT NULL AS is_current,
    typed.launch_id IS NOT NULL AS is_typed
FROM affected
LEFT JOIN ops.launch_versions AS version ON version.launch_id = affected.launch_id AND version.valid_to IS NULL
LEFT JOIN (
    SELECT launch_id FROM launches
    UNION ALL
    SELECT launch_id FROM upcoming_launches
) AS typed ON typed.launch_id = affected.launch_id
WHERE (version.launch_id IS NULL) <> (typed.launch_id IS NULL)
   OR (version.launch_id IS NOT NULL AND affected.outcome IN ('removed', 'upcoming'))
   OR (version.launch_id IS NULL AND affected.outcome IN ('inserted', 'changed'))
LIMIT 20;
