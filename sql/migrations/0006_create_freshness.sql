-- 0006_create_freshness: how far these data can be trusted, in one row.

-- A backfill says nothing of the newest launches, so its success counts for neither instant.
CREATE VIEW freshness AS
SELECT
    (SELECT max(finished_at) FROM ops.cycles WHERE status = 'succeeded' AND mode <> 'backfill') AS last_success_at,
    (SELECT max(finished_at) FROM ops.cycles WHERE status = 'succeeded' AND mode = 'full') AS last_full_at,
    (SELECT max(launched_at) FROM launches) AS newest_launch_at,
    (SELECT count(*) FROM ops.rejected_records WHERE resolved_at IS NULL) AS open_rejected,
    (SELECT name FROM ops.source) AS source,
    (SELECT note FROM ops.source) AS source_note;

COMMENT ON VIEW freshness IS 'How current the data are, in one row.';
COMMENT ON COLUMN freshness.last_success_at IS 'When a cycle other than a backfill last succeeded.';
COMMENT ON COLUMN freshness.last_full_at IS 'When a `full` last succeeded.';
COMMENT ON COLUMN freshness.newest_launch_at IS 'The newest launch stored.';
COMMENT ON COLUMN freshness.open_rejected IS 'Rejected records that are not resolved.';
COMMENT ON COLUMN freshness.source IS 'The source, a value of `SOURCE`; null before the first success.';
COMMENT ON COLUMN freshness.source_note IS 'What readers of its data need to know, in a sentence; null: nothing.';
