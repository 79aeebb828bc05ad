-- digests: the first eight bytes of the digests of a range's documents, in order; none unless this model judged them all.

-- What was ever rejected is judged each time it comes: a stored document may be one that a newer model does not take.
-- It has if a full cycle succeeded with it and saw no schema drift, and since then none with another model or with drift.
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
      FROM ops.runs
      WHERE status = 'succeeded'
  );
