-- 0008_create_cycles: the ledger for those who may not read `ops`, without error texts, which can quote the source.

CREATE VIEW cycles AS
SELECT
    cycle_id,
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
