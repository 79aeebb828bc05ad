-- 0005_create_launch_changes: which launches came, changed, left and returned, and which fields the source corrected.

-- What means something in a document, with each list sorted: sources give some in no fixed order. In `public`, because it
-- calls itself with the rights of who reads a view. `ops.source.content` has the shape.
CREATE FUNCTION content_of(document jsonb, shape jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF jsonb_typeof(shape) = 'object' AND jsonb_typeof(document) = 'object' THEN
        RETURN (
            SELECT coalesce(jsonb_object_agg(field.key, public.content_of(field.value, shape -> field.key)), '{}')
            FROM jsonb_each(document) AS field
            WHERE shape ? field.key
        );
    ELSIF jsonb_typeof(shape) = 'array' AND jsonb_typeof(document) = 'array' THEN
        RETURN (
            SELECT coalesce(jsonb_agg(part.content ORDER BY part.content), '[]')
            FROM (
                SELECT public.content_of(item.value, shape -> 0) AS content
                FROM jsonb_array_elements(document) AS item
            ) AS part
        );
    END IF;
    RETURN document;
END
$$;

COMMENT ON FUNCTION content_of IS 'What a shape such as `ops.source.content` names of a document; without a shape all of it.';

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
    FROM jsonb_each(content_of(old_document.document, (SELECT content FROM ops.source))) AS old
    FULL JOIN jsonb_each(content_of(new_document.document, (SELECT content FROM ops.source))) AS new USING (key)
    WHERE old.value IS DISTINCT FROM new.value
) AS difference
WHERE before.reason = 'changed';

COMMENT ON VIEW launch_changes IS
    'A top-level field whose content differs between two successive versions of a launch; noise, such as a counter, is '
    'left out.';
COMMENT ON COLUMN launch_changes.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_changes.changed_at IS 'Start of the newer version: when a cycle received the change.';
COMMENT ON COLUMN launch_changes.field IS 'The field''s name in the document.';
COMMENT ON COLUMN launch_changes.old_value IS 'Its content before; null: the field was not there.';
COMMENT ON COLUMN launch_changes.new_value IS 'Its content since then; null: the field is no longer there.';

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
        SELECT coalesce(jsonb_agg(key ORDER BY key), '[]')
        FROM ops.documents AS old_document
        JOIN ops.documents AS new_document ON new_document.document_id = version.document_id
        CROSS JOIN LATERAL (
            SELECT key
            FROM jsonb_each(content_of(old_document.document, (SELECT content FROM ops.source))) AS old
            FULL JOIN jsonb_each(content_of(new_document.document, (SELECT content FROM ops.source))) AS new USING (key)
            WHERE old.value IS DISTINCT FROM new.value
        ) AS difference
        WHERE old_document.document_id = before.document_id
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
COMMENT ON COLUMN launch_events.fields IS
    'A list of the top-level fields whose content changed; null unless `changed`.';
