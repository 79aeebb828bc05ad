-- cycles: the last entries of the ledger.
SELECT
    started_at,
    mode,
    status,
    exit_code,
    duration_seconds,
    fetched,
    inserted,
    changed,
    unchanged,
    removed,
    upcoming,
    rejected,
    job_version,
    cycle_id
FROM cycles
ORDER BY cycle_number DESC
LIMIT 50
