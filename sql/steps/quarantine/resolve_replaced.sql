-- resolve_replaced: a valid document of the launch came.
UPDATE ops.rejected_records AS known
SET resolved_at = %(data_as_of)s
FROM received
WHERE known.resolved_at IS NULL
  AND known.record_id = received.launch_id;
