-- cycles: the last cycle, and the last that succeeded; a backfill does not count as a success here.
(
    SELECT 'last_cycle' AS which, cycle_id, mode, status, exit_code, started_at, finished_at, error,
           fetched, inserted, changed, unchanged, removed, upcoming, rejected
    FROM ops.cycles
    ORDER BY cycle_number DESC
    LIMIT 1
)
UNION ALL
(
    SELECT 'last_success', cycle_id, mode, status, exit_code, started_at, finished_at, error,
           fetched, inserted, changed, unchanged, removed, upcoming, rejected
    FROM ops.cycles
    WHERE status = 'succeeded' AND mode <> 'backfill'
    ORDER BY cycle_number DESC
    LIMIT 1
);
