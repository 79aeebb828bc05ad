-- 0008_create_cycles: the ledger for those who may not read `ops`, without error texts, which can quote the source.

CREATE VIEW cycles AS
SELECT
    cycle_id,
    cycle_number,
    requested_mode,
    mode,
    range_from,
    range_to,
    started_at,
    finished_at,
    extract(epoch FROM finished_at - started_at)::double precision AS duration_seconds,
    data_as_of,
    status,
    exit_code,
    fetched,
    inserted,
    changed,
    unchanged,
    removed,
    upcoming,
    rejected,
    job_version
FROM ops.cycles;

COMMENT ON VIEW cycles IS
    '`ops.cycles` for those who may not read `ops`, without the texts of errors, which can quote the source.';
COMMENT ON COLUMN cycles.cycle_id IS 'A UUID made at process start; also in every log line.';
COMMENT ON COLUMN cycles.cycle_number IS 'Ascending; the order of cycles, whatever their clocks said.';
COMMENT ON COLUMN cycles.requested_mode IS '`MODE`.';
COMMENT ON COLUMN cycles.mode IS 'The mode that ran: `full`, `incremental` or `backfill`.';
COMMENT ON COLUMN cycles.range_from IS 'Start of the requested range; null: open.';
COMMENT ON COLUMN cycles.range_to IS 'End of the requested range; null: open.';
COMMENT ON COLUMN cycles.started_at IS 'When this row was opened.';
COMMENT ON COLUMN cycles.finished_at IS 'Null: still running.';
COMMENT ON COLUMN cycles.duration_seconds IS 'From `started_at` to `finished_at`.';
COMMENT ON COLUMN cycles.data_as_of IS 'The timestamp of everything that this cycle wrote; null unless it succeeded.';
COMMENT ON COLUMN cycles.status IS '`running`, `succeeded`, `failed` or `interrupted`.';
COMMENT ON COLUMN cycles.exit_code IS 'Null while running, and if the process was killed.';
COMMENT ON COLUMN cycles.fetched IS 'Documents received.';
COMMENT ON COLUMN cycles.inserted IS 'New or returned launches; this and the next three are null unless it succeeded.';
COMMENT ON COLUMN cycles.changed IS 'Corrected launches.';
COMMENT ON COLUMN cycles.unchanged IS 'Launches received without a change.';
COMMENT ON COLUMN cycles.removed IS 'Launches that were removed, for either reason.';
COMMENT ON COLUMN cycles.upcoming IS 'Documents received as upcoming.';
COMMENT ON COLUMN cycles.rejected IS 'Documents that were rejected.';
COMMENT ON COLUMN cycles.job_version IS 'The program''s version.';
