-- rejected: the latest ten open rejected records.
SELECT coalesce(record_id, 'no readable id') AS record_id, reasons
FROM ops.rejected_records
WHERE resolved_at IS NULL
ORDER BY rejected_at DESC, digest
LIMIT 10;
