-- touched_launches_agree_with_raw: what this cycle wrote says the same in the raw and in the typed tables.
-- scope: touched
SELECT
    touched.launch_id,
    touched.outcome,
    raw.id IS NOT NULL AS in_raw_launches,
    typed.launch_id IS NOT NULL AS in_launches,
    document.payloads AS payloads_in_raw,
    typed.payload_count,
    coalesce(payloads.found, 0) AS payload_rows,
    document.cores AS cores_in_raw,
    coalesce(cores.found, 0) AS core_rows
FROM touched
LEFT JOIN raw_launches AS raw ON raw.id = touched.launch_id
LEFT JOIN LATERAL (
    SELECT jsonb_array_length(listed.payloads) AS payloads, jsonb_array_length(listed.cores) AS cores
    FROM jsonb_to_record(raw.launch_data) AS listed (payloads jsonb, cores jsonb)
) AS document ON raw.id IS NOT NULL
LEFT JOIN launches AS typed ON typed.launch_id = touched.launch_id
LEFT JOIN (
    SELECT launch_id, count(*) AS found FROM touched JOIN launch_payloads USING (launch_id) GROUP BY launch_id
) AS payloads ON payloads.launch_id = touched.launch_id
LEFT JOIN (
    SELECT launch_id, count(*) AS found FROM touched JOIN launch_cores USING (launch_id) GROUP BY launch_id
) AS cores ON cores.launch_id = touched.launch_id
WHERE (raw.id IS NULL) <> (typed.launch_id IS NULL)
   OR (raw.id IS NOT NULL AND touched.outcome IN ('removed', 'upcoming'))
   OR (raw.id IS NULL AND touched.outcome IN ('inserted', 'changed'))
   OR coalesce(payloads.found, 0) <> coalesce(document.payloads, 0)
   OR coalesce(typed.payload_count, 0) <> coalesce(document.payloads, 0)
   OR coalesce(cores.found, 0) <> coalesce(document.cores, 0)
LIMIT 20;
