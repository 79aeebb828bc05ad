-- analyze_tables: after many rows, let the planner know: checks and the next queries would otherwise wait for autovacuum.

-- SKIP_LOCKED: do not wait for a concurrent VACUUM.
ANALYZE (SKIP_LOCKED) ops.launch_versions (document_id, launch_id, valid_from, valid_to);
ANALYZE (SKIP_LOCKED) launches, launch_payloads, launch_cores, launch_crew, upcoming_launches, launch_schedule;
