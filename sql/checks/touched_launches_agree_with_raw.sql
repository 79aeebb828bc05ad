-- touched_launches_agree_with_raw: what this cycle wrote says the same in the raw and in the typed tables.
-- scope: touched
SELECT
    touched.launch_id,
    touched.outcome,
    raw.id IS NOT NULL AS in_raw_launches,
    typed.launch_id IS NOT NULL AS in_launches,
    jsonb_array_length(raw.launch_data -> 'payloads') AS payloads_in_raw,
    typed.payload_count,
    (SELECT count(*) FROM launch_payloads AS p WHERE p.launch_id = touched.launch_id) AS payload_rows,
    jsonb_array_length(raw.launch_data -> 'cores') AS cores_in_raw,
    (SELECT count(*) FROM launch_cores AS c WHERE c.launch_id = touched.launch_id) AS core_rows
FROM touched
LEFT JOIN raw_launches AS raw ON raw.id = touched.launch_id
LEFT JOIN launches AS typed ON typed.launch_id = touched.launch_id
WHERE (raw.id IS NULL) <> (typed.launch_id IS NULL)
   OR (raw.id IS NOT NULL AND touched.outcome IN ('removed', 'upcoming'))
   OR (raw.id IS NULL AND touched.outcome IN ('inserted', 'changed'))
   OR (SELECT count(*) FROM launch_payloads AS p WHERE p.launch_id = touched.launch_id)
      <> coalesce(jsonb_array_length(raw.launch_data -> 'payloads'), 0)
   OR coalesce(typed.payload_count, 0) <> coalesce(jsonb_array_length(raw.launch_data -> 'payloads'), 0)
   OR (SELECT count(*) FROM launch_cores AS c WHERE c.launch_id = touched.launch_id)
      <> coalesce(jsonb_array_length(raw.launch_data -> 'cores'), 0)
LIMIT 20;
