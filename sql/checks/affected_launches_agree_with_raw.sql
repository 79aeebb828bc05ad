-- affected_launches_agree_with_raw: what this cycle wrote says the same in the raw and in the typed tables.
-- scope: affected

-- A stored document also bears the id that it is stored under. Each is read once: that is most of what this costs.
SELECT
    affected.launch_id,
    affected.outcome,
    raw.id IS NOT NULL AS in_raw_launches,
    typed.launch_id IS NOT NULL AS in_launches,
    document.id AS id_in_raw,
    document.payloads AS payloads_in_raw,
    typed.payload_count,
    payloads.found AS payload_rows,
    document.cores AS cores_in_raw,
    cores.found AS core_rows
FROM affected
LEFT JOIN raw_launches AS raw ON raw.id = affected.launch_id
LEFT JOIN launches AS typed ON typed.launch_id = affected.launch_id
LEFT JOIN LATERAL (
    SELECT listed.id, jsonb_array_length(listed.payloads) AS payloads, jsonb_array_length(listed.cores) AS cores
    FROM jsonb_to_record(raw.launch_data) AS listed (id text, payloads jsonb, cores jsonb)
) AS document ON raw.id IS NOT NULL
CROSS JOIN LATERAL (
    SELECT count(*) AS found FROM launch_payloads AS payload WHERE payload.launch_id = affected.launch_id
) AS payloads
CROSS JOIN LATERAL (
    SELECT count(*) AS found FROM launch_cores AS core WHERE core.launch_id = affected.launch_id
) AS cores
WHERE (raw.id IS NULL) <> (typed.launch_id IS NULL)
   OR (raw.id IS NOT NULL AND affected.outcome IN ('removed', 'upcoming'))
   OR (raw.id IS NULL AND affected.outcome IN ('inserted', 'changed'))
   OR document.id IS DISTINCT FROM raw.id
   OR payloads.found <> coalesce(document.payloads, 0)
   OR coalesce(typed.payload_count, 0) <> coalesce(document.payloads, 0)
   OR cores.found <> coalesce(document.cores, 0)
LIMIT 20;
