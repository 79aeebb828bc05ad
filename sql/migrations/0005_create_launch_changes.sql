-- 0005_create_launch_changes: which top-level fields the source corrected, and when.

-- A version and the one that took its place at the same instant. A launch that was removed and came back later
-- has a gap between its versions: nothing was corrected there, so nothing is shown.
CREATE VIEW launch_changes AS
WITH versions AS (
    SELECT id, valid_from, launch_data FROM raw_launches_history
    UNION ALL
    SELECT id, updated_at, launch_data FROM raw_launches
)
SELECT
    before.id AS launch_id,
    before.valid_to AS changed_at,
    difference.field,
    difference.old_value,
    difference.new_value
FROM raw_launches_history AS before
JOIN versions AS after ON after.id = before.id AND after.valid_from = before.valid_to
CROSS JOIN LATERAL (
    SELECT key AS field, old.value AS old_value, new.value AS new_value
    FROM jsonb_each(before.launch_data) AS old
    FULL JOIN jsonb_each(after.launch_data) AS new USING (key)
    WHERE old.value IS DISTINCT FROM new.value
) AS difference;
