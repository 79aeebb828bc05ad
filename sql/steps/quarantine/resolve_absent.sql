-- resolve_absent: the source was read in full, and these bytes no longer came.
UPDATE ops.rejected_records AS known
SET resolved_at = %(data_as_of)s
WHERE known.resolved_at IS NULL
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.digest = known.digest);
