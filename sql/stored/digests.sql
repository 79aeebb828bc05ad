-- digests: the first eight bytes of the digests of a range's documents, in order; none unless this model judged them all.

-- What was ever rejected is judged each time it comes: a newer model may reject what is stored. After a 70 nothing is
-- known until a cycle succeeds: one of these prefixes may be another document's too, and every cycle would end like it.
-- This model judged all if a full cycle succeeded with it and saw no schema drift, and since then none with another
-- model or with drift.
SELECT string_agg(substr(raw.digest, 1, 8), ''::bytea ORDER BY raw.digest) AS prefixes
FROM raw_launches AS raw
JOIN launches AS typed ON typed.launch_id = raw.id
WHERE length(raw.digest) = 32
  AND NOT EXISTS (SELECT FROM ops.rejected_records AS rejected WHERE rejected.digest = raw.digest)
  AND typed.launched_at >= coalesce(%(range_from)s::timestamptz, '-infinity')
  AND typed.launched_at <= coalesce(%(range_to)s::timestamptz, 'infinity')
  AND (
      SELECT max(data_as_of) FILTER (WHERE mode = 'full' AND model = %(model)s AND drift = 0)
           > coalesce(max(data_as_of) FILTER (WHERE model IS DISTINCT FROM %(model)s OR drift > 0), '-infinity')
         AND coalesce(max(started_at) FILTER (WHERE exit_code = 70), '-infinity')
           < max(started_at) FILTER (WHERE status = 'succeeded')
      FROM ops.runs
  );
