-- corrections: which fifty fields of launches did the source correct last?
--
-- Grain: one row per launch and changed top-level field, latest first; of one instant by launch and field.
-- Caveats: changed_at is when a cycle saw the change; the source says of no change when it was made. Changes of links
-- are left out: dull, and many. A null value: the field was not there. Leaving and returning are no corrections.
SELECT changed_at, name, field, old_value, new_value, launch_id
FROM corrections
WHERE field <> 'links'
ORDER BY changed_at DESC, launch_id, field
LIMIT 50;
