-- affected_launches_agree_with_documents: what this cycle wrote for a launch is what its document was flattened into.
-- scope: affected

-- A launch is flattened under the id in its document, so a document that is stored under another id has no typed launch.
SELECT
    affected.launch_id,
    affected.outcome,
    version.launch_id IS NOT NULL AS is_current,
    typed.launch_id IS NOT NULL AS in_launches,
    typed.payload_count,
    flattened_payloads.listed AS payloads_in_document,
    payloads.listed AS payload_rows,
    flattened_cores.listed AS cores_in_document,
    cores.listed AS core_rows
FROM affected
LEFT JOIN ops.launch_versions AS version ON version.launch_id = affected.launch_id AND version.valid_to IS NULL
LEFT JOIN launches AS typed ON typed.launch_id = affected.launch_id
LEFT JOIN (
    SELECT launch_id, count(*) AS listed FROM flattened_launch_payloads GROUP BY launch_id
) AS flattened_payloads ON flattened_payloads.launch_id = version.launch_id
LEFT JOIN (
    SELECT launch_id, count(*) AS listed FROM flattened_launch_cores GROUP BY launch_id
) AS flattened_cores ON flattened_cores.launch_id = version.launch_id
LEFT JOIN (
    SELECT launch_id, count(*) AS listed, sum(amount) AS amount
    FROM affected
    JOIN launch_payloads USING (launch_id)
    GROUP BY launch_id
) AS payloads ON payloads.launch_id = affected.launch_id
LEFT JOIN (
    SELECT launch_id, count(*) AS listed FROM affected JOIN launch_cores USING (launch_id) GROUP BY launch_id
) AS cores ON cores.launch_id = affected.launch_id
WHERE (version.launch_id IS NULL) <> (typed.launch_id IS NULL)
   OR (version.launch_id IS NOT NULL AND affected.outcome IN ('removed', 'upcoming'))
   OR (version.launch_id IS NULL AND affected.outcome IN ('inserted', 'changed'))
   OR payloads.listed IS DISTINCT FROM flattened_payloads.listed
   OR coalesce(typed.payload_count, 0) <> coalesce(payloads.amount, 0)
   OR cores.listed IS DISTINCT FROM flattened_cores.listed
LIMIT 20;
