-- touched_launches_agree_with_raw: what this cycle wrote says the same in the raw and in the typed tables.
-- scope: touched

-- A stored document also bears the id that it is stored under. Each is read once: that is most of what this costs.
-- Materialized, or the planner would look up each launch by itself, in the hope that twenty are soon found.
WITH differing AS MATERIALIZED (
    SELECT
        touched.launch_id,
        touched.outcome,
        raw.id IS NOT NULL AS in_raw_launches,
        typed.launch_id IS NOT NULL AS in_launches,
        document.id AS id_in_raw,
        document.payloads AS payloads_in_raw,
        typed.payload_count,
        coalesce(payloads.found, 0) AS payload_rows,
        document.cores AS cores_in_raw,
        coalesce(cores.found, 0) AS core_rows
    FROM touched
    LEFT JOIN raw_launches AS raw ON raw.id = touched.launch_id
    LEFT JOIN launches AS typed ON typed.launch_id = touched.launch_id
    LEFT JOIN LATERAL (
        SELECT listed.id, jsonb_array_length(listed.payloads) AS payloads, jsonb_array_length(listed.cores) AS cores
        FROM jsonb_to_record(raw.launch_data) AS listed (id text, payloads jsonb, cores jsonb)
    ) AS document ON raw.id IS NOT NULL
    LEFT JOIN (
        SELECT launch_id, count(*) AS found FROM touched JOIN launch_payloads USING (launch_id) GROUP BY launch_id
    ) AS payloads ON payloads.launch_id = touched.launch_id
    LEFT JOIN (
        SELECT launch_id, count(*) AS found FROM touched JOIN launch_cores USING (launch_id) GROUP BY launch_id
    ) AS cores ON cores.launch_id = touched.launch_id
    WHERE (raw.id IS NULL) <> (typed.launch_id IS NULL)
       OR (raw.id IS NOT NULL AND touched.outcome IN ('removed', 'upcoming'))
       OR (raw.id IS NULL AND touched.outcome IN ('inserted', 'changed'))
       OR document.id IS DISTINCT FROM raw.id
       OR coalesce(payloads.found, 0) <> coalesce(document.payloads, 0)
       OR coalesce(typed.payload_count, 0) <> coalesce(document.payloads, 0)
       OR coalesce(cores.found, 0) <> coalesce(document.cores, 0)
)
SELECT * FROM differing
LIMIT 20;
