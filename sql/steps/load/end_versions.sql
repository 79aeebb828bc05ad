-- end_versions: the current versions that are replaced, or leave, end here; no document moves.
UPDATE ops.launch_versions AS version
SET valid_to = affected.data_as_of,
    reason = affected.outcome,
    cycle_id = %(cycle_id)s
FROM affected
WHERE version.launch_id = affected.launch_id
  AND version.valid_to IS NULL
  AND affected.outcome IN ('changed', 'removed', 'upcoming');
