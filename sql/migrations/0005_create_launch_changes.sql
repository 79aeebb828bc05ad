-- 0005_create_launch_changes: which launches came, changed, left and returned, and which fields the source corrected.

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

COMMENT ON VIEW launch_changes IS 'A top-level field that differs between two successive versions of a launch.';
COMMENT ON COLUMN launch_changes.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_changes.changed_at IS 'Start of the newer version: when a cycle received the change.';
COMMENT ON COLUMN launch_changes.field IS 'The field''s name in the document.';
COMMENT ON COLUMN launch_changes.old_value IS 'Null: the field was not there.';
COMMENT ON COLUMN launch_changes.new_value IS 'Null: the field is no longer there.';

-- What happened to a launch, in the words of the ledger. A version that begins where the one before it ended is a
-- change; one that is not the first, and begins later, a return. Documents are read for what is asked for only.
CREATE VIEW launch_events AS
SELECT
    version.valid_from AS changed_at,
    version.launch_id,
    coalesce(launch.name, (
        SELECT stored.document ->> 'name' FROM ops.documents AS stored WHERE stored.document_id = version.document_id
    )) AS name,
    CASE
        WHEN before.launch_id IS NOT NULL THEN 'changed'
        WHEN version.valid_from = version.first_seen_at THEN 'inserted'
        ELSE 'returned'
    END AS event,
    CASE WHEN before.launch_id IS NOT NULL THEN (
        SELECT jsonb_agg(field ORDER BY field)
        FROM ops.documents AS old
        JOIN ops.documents AS new ON new.document_id = version.document_id
        CROSS JOIN LATERAL jsonb_object_keys(old.document || new.document) AS field
        WHERE old.document_id = before.document_id
          AND old.document -> field IS DISTINCT FROM new.document -> field
    ) END AS fields
FROM ops.launch_versions AS version
LEFT JOIN ops.launch_versions AS before
    ON before.launch_id = version.launch_id AND before.valid_to = version.valid_from
LEFT JOIN launches AS launch ON launch.launch_id = version.launch_id
UNION ALL
SELECT
    version.valid_to,
    version.launch_id,
    coalesce(launch.name, (
        SELECT stored.document ->> 'name' FROM ops.documents AS stored WHERE stored.document_id = version.document_id
    )),
    'removed',
    NULL
FROM ops.launch_versions AS version
LEFT JOIN launches AS launch ON launch.launch_id = version.launch_id
WHERE version.reason IN ('removed', 'upcoming');

COMMENT ON VIEW launch_events IS
    'What happened to a launch, and when a cycle saw it: all that changed since an instant.';
COMMENT ON COLUMN launch_events.changed_at IS 'The `data_as_of` of the cycle.';
COMMENT ON COLUMN launch_events.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_events.name IS 'Its name; of a launch that has left, the last one.';
COMMENT ON COLUMN launch_events.event IS '`inserted`, `changed`, `removed` (for either reason) or `returned`.';
COMMENT ON COLUMN launch_events.fields IS 'A list of the top-level fields that changed; null unless `changed`.';
