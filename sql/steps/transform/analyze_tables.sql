-- analyze_tables: after many rows, tell the planner; the checks and whoever asks next would else wait for autovacuum.

-- Whoever holds a table's lock for a VACUUM of his own is not waited for.
DO $$
BEGIN
    IF (SELECT count(*) FROM affected) < 10000 THEN
        RETURN;
    END IF;
    ANALYZE (SKIP_LOCKED) raw_launches (id, digest, updated_at);
    ANALYZE (SKIP_LOCKED) launches, launch_payloads, launch_cores;
END
$$;
