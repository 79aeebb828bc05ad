-- corrections: the latest ten corrections, without those of links.
SELECT changed_at, launch_id, field, old_value, new_value
FROM launch_changes
WHERE field <> 'links'
ORDER BY changed_at DESC, launch_id, field
LIMIT 10;
