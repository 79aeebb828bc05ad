-- record: what was rejected in this cycle, once for the same bytes however often they come.
INSERT INTO ops.rejected_records AS known (
    digest, record_id, raw, reasons, first_cycle_id, last_cycle_id, rejected_at
)
SELECT DISTINCT ON (digest) digest, record_id, raw, reasons, %(cycle_id)s, %(cycle_id)s, clock_timestamp()
FROM rejected
ORDER BY digest
ON CONFLICT (digest) DO UPDATE
SET record_id = excluded.record_id,
    reasons = excluded.reasons,
    last_cycle_id = excluded.last_cycle_id,
    times_seen = known.times_seen + 1,
    rejected_at = CASE WHEN known.resolved_at IS NULL THEN known.rejected_at ELSE excluded.rejected_at END,
    resolved_at = NULL;
