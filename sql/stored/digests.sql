-- digests: the first eight bytes of the digests of a range's documents, in order; none if another model judged them.

-- Documents with schema drift are left out: they are judged again, so that every cycle reports it.
SELECT string_agg(substr(raw.digest, 1, 8), ''::bytea ORDER BY raw.digest) AS prefixes
FROM raw_launches AS raw
JOIN launches AS typed ON typed.launch_id = raw.id
WHERE length(raw.digest) = 32
  AND NOT raw.drifted
  AND typed.launched_at >= coalesce(%(range_from)s::timestamptz, '-infinity')
  AND typed.launched_at <= coalesce(%(range_to)s::timestamptz, 'infinity')
  AND EXISTS (SELECT FROM ops.transforms WHERE name = 'model' AND checksum = %(model)s);
