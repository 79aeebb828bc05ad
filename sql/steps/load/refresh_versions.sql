-- refresh_versions: documents that were validated again and are equal to the current one: the next cycle knows their bytes.

-- They came in other bytes, or an older model had accepted them. Neither is a new version.
UPDATE ops.launch_versions AS version
SET digest = received.digest,
    model = %(model)s,
    drift = coalesce(received.drift, '[]')
FROM received
WHERE version.launch_id = received.launch_id
  AND version.valid_to IS NULL
  AND version.valid_from < %(data_as_of)s
  AND received.digest IS NOT NULL
  AND NOT received.upcoming;
