-- record: a part of what was rejected in this cycle, once for the same bytes however often they come; how many records.
WITH part AS MATERIALIZED (
    SELECT record_id, digest, raw, reasons
    FROM rejected
    WHERE ctid >= %(begins)s::tid AND ctid < %(ends)s::tid
),
kept AS (
    INSERT INTO ops.rejected_records AS known (
        digest, record_id, raw, reasons, first_cycle_id, last_cycle_id, rejected_at
    )
    SELECT DISTINCT ON (digest) digest, record_id, raw, reasons, %(cycle_id)s, %(cycle_id)s, clock_timestamp()
    FROM part
    ORDER BY digest
    ON CONFLICT (digest) DO UPDATE
    SET record_id = excluded.record_id,
        reasons = excluded.reasons,
        last_cycle_id = excluded.last_cycle_id,
        times_seen = known.times_seen + CASE WHEN known.last_cycle_id = excluded.last_cycle_id THEN 0 ELSE 1 END,
        rejected_at = CASE WHEN known.resolved_at IS NULL THEN known.rejected_at ELSE excluded.rejected_at END,
        resolved_at = NULL
)
SELECT count(*) FROM part;
