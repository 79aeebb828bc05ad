-- 0006_create_freshness: how far these data can be trusted, in one row.

-- A backfill says nothing of the newest launches, so its success counts for neither instant. A clock that was ahead of
-- the present one dated a cycle wrongly: when it succeeded is unknown.
CREATE VIEW freshness AS
SELECT
    (
        SELECT CASE WHEN finished_at < clock_timestamp() + interval '5 minutes' THEN finished_at END
        FROM ops.cycles
        WHERE status = 'succeeded' AND mode <> 'backfill'
        ORDER BY cycle_number DESC
        LIMIT 1
    ) AS last_success_at,
    (
        SELECT CASE WHEN finished_at < clock_timestamp() + interval '5 minutes' THEN finished_at END
        FROM ops.cycles
        WHERE status = 'succeeded' AND mode = 'full'
        ORDER BY cycle_number DESC
        LIMIT 1
    ) AS last_full_at,
    (SELECT max(launched_at) FROM launches) AS newest_launch_at,
    (SELECT count(*) FROM ops.rejected_records WHERE resolved_at IS NULL) AS open_rejected,
    (SELECT name FROM ops.source) AS source,
    (SELECT note FROM ops.source) AS source_note;

COMMENT ON VIEW freshness IS 'How current the data are, in one row.';
COMMENT ON COLUMN freshness.last_success_at IS
    'When a cycle other than a backfill last succeeded; null: never, or more than 5 minutes in the future.';
COMMENT ON COLUMN freshness.last_full_at IS 'When a `full` last succeeded; null in the same cases.';
COMMENT ON COLUMN freshness.newest_launch_at IS 'The newest launch stored.';
COMMENT ON COLUMN freshness.open_rejected IS 'Rejected records that are not resolved.';
COMMENT ON COLUMN freshness.source IS 'The source, a value of `SOURCE`; null before the first success.';
COMMENT ON COLUMN freshness.source_note IS 'What readers of its data need to know, in a sentence; null: nothing.';
