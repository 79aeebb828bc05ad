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
