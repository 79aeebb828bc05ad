-- resolve_mended: a good version of the launch came.
UPDATE ops.rejected_records AS known
SET resolved_at = %(data_as_of)s
FROM staged
WHERE known.resolved_at IS NULL
  AND known.record_id = staged.id
  AND NOT EXISTS (SELECT FROM rejected WHERE rejected.digest = known.digest);
