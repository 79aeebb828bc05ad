-- archive: the version that is about to be replaced or removed goes to the history, whole.
INSERT INTO raw_launches_history (id, valid_from, launch_data, ingested_at, valid_to, reason, cycle_id)
SELECT r.id, r.updated_at, r.launch_data, r.ingested_at, t.data_as_of, t.outcome, %(cycle_id)s
FROM affected AS t
JOIN raw_launches AS r ON r.id = t.launch_id
WHERE t.outcome IN ('changed', 'removed', 'upcoming');
