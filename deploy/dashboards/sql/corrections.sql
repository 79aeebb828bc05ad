-- corrections: the newest changes of fields of these launches, without those of links.
SELECT
    changed_at,
    corrections.name,
    field,
    old_value::text AS old_value,
    new_value::text AS new_value,
    launch_id
FROM corrections
JOIN chosen USING (launch_id)
WHERE field <> 'links'
ORDER BY changed_at DESC, launch_id, field
LIMIT 50
