-- create_flattened: where the launches of a cycle wait as rows of the typed tables, until the transaction.

-- Created only when there is a document to flatten: every temporary table costs some rows of PostgreSQL's catalogs.
CREATE TEMPORARY TABLE flattened_launches (LIKE launches);
CREATE TEMPORARY TABLE flattened_launch_payloads (LIKE launch_payloads);
CREATE TEMPORARY TABLE flattened_launch_cores (LIKE launch_cores);
CREATE TEMPORARY TABLE flattened_launch_crew (LIKE launch_crew);
CREATE TEMPORARY TABLE flattened_upcoming_launches (LIKE upcoming_launches);
-- A version's instants are known in the transaction only, so its schedule waits under the number of its document.
CREATE TEMPORARY TABLE flattened_launch_schedule (
    document_id bigint NOT NULL,
    scheduled_at timestamptz NOT NULL,
    schedule_precision text,
    window_start_at timestamptz,
    window_end_at timestamptz,
    status text,
    has_flown boolean NOT NULL
);
-- The instant is known in the transaction only.
ALTER TABLE pg_temp.flattened_launches DROP COLUMN updated_at;
ALTER TABLE pg_temp.flattened_upcoming_launches DROP COLUMN updated_at;
