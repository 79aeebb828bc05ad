-- change: the corrected documents take the place of the stored ones.
UPDATE raw_launches AS r
SET launch_data = s.launch_data,
    digest = s.digest,
    updated_at = t.data_as_of
FROM affected AS t
JOIN staged AS s ON s.id = t.launch_id
WHERE r.id = t.launch_id AND t.outcome = 'changed';
