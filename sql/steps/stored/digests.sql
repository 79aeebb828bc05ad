-- digests: the first eight bytes of the digests of a range's documents, in order; none unless this model judged them all.

-- This model judged all that is stored if a full cycle succeeded with it and saw no schema drift, and since then none
-- with another model or with drift; but not the launch whose document was rejected then, nor any that may hide behind a
-- record without an id: they stayed as they were. After a 70 nothing is known until a cycle succeeds, for one of these
-- prefixes may be another document's too, and every cycle would end like that one.

-- A digest has 32 bytes, or none where a document was edited by hand; with = the planner would expect few rows.
SELECT string_agg(substr(raw.digest, 1, 8), ''::bytea ORDER BY raw.digest) AS prefixes
FROM raw_launches AS raw
JOIN launches AS typed ON typed.launch_id = raw.id
WHERE length(raw.digest) >= 32
  AND NOT EXISTS (SELECT FROM ops.rejected_records AS rejected WHERE rejected.record_id = raw.id)
  AND NOT EXISTS (SELECT FROM ops.rejected_records WHERE record_id IS NULL AND resolved_at IS NULL)
  AND typed.launched_at >= coalesce(%(range_from)s::timestamptz, '-infinity')
  AND typed.launched_at <= coalesce(%(range_to)s::timestamptz, 'infinity')
  AND (
      SELECT max(data_as_of) FILTER (WHERE mode = 'full' AND model = %(model)s AND drift = 0)
           > coalesce(max(data_as_of) FILTER (WHERE model IS DISTINCT FROM %(model)s OR drift > 0), '-infinity')
         AND coalesce(max(started_at) FILTER (WHERE exit_code = 70), '-infinity')
           < max(started_at) FILTER (WHERE status = 'succeeded')
      FROM ops.cycles
  );
