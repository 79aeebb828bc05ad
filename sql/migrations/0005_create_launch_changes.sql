-- 0005_create_launch_changes: which top-level fields the source corrected, and when.

-- A version and the one that took its place at the same instant. A launch that was removed and came back later has a gap
-- between its versions: nothing was corrected there, so nothing is shown.
CREATE VIEW launch_changes AS
SELECT
    before.launch_id,
    before.valid_to AS changed_at,
    difference.field,
    difference.old_value,
    difference.new_value
FROM ops.launch_versions AS before
JOIN ops.launch_versions AS after ON after.launch_id = before.launch_id AND after.valid_from = before.valid_to
JOIN ops.documents AS old_document ON old_document.document_id = before.document_id
JOIN ops.documents AS new_document ON new_document.document_id = after.document_id
CROSS JOIN LATERAL (
    SELECT key AS field, old.value AS old_value, new.value AS new_value
    FROM jsonb_each(old_document.document) AS old
    FULL JOIN jsonb_each(new_document.document) AS new USING (key)
    WHERE old.value IS DISTINCT FROM new.value
) AS difference
WHERE before.reason = 'changed';
