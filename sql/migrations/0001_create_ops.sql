-- 0001_create_ops: set the seed program's tables aside, then create the operators' schema.

-- The seed program left tables under names that are promised to analysts now. They are renamed, never dropped;
-- their indexes too, so that ours get the names that people expect.
DO $$
DECLARE
    relation record;
    index_name text;
BEGIN
    FOR relation IN
        SELECT c.oid, c.relname,
               CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind
        FROM pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND c.relname IN (
              'raw_launches', 'raw_launches_history', 'launches', 'launch_payloads', 'launch_cores',
              'launch_aggregates', 'launch_changes', 'freshness'
          )
        ORDER BY c.relname
    LOOP
        FOR index_name IN
            SELECT i.relname
            FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid
            WHERE x.indrelid = relation.oid
        LOOP
            EXECUTE format('ALTER INDEX public.%I RENAME TO %I', index_name, index_name || '_seed');
        END LOOP;
        EXECUTE format('ALTER %s public.%I RENAME TO %I', relation.kind, relation.relname, relation.relname || '_seed');
        RAISE NOTICE 'renamed public.% to public.%_seed: it was here before spacex-elt', relation.relname, relation.relname;
    END LOOP;
END
$$;

CREATE SCHEMA ops;

CREATE TABLE ops.migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- What made the typed rows as they are; a checksum that differs makes the next cycle rebuild all of them.
CREATE TABLE ops.transforms (
    name text PRIMARY KEY,
    checksum text NOT NULL
);

CREATE TABLE ops.runs (
    run_id text PRIMARY KEY,
    requested_mode text NOT NULL,
    mode text NOT NULL,
    range_from timestamptz,
    range_to timestamptz,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    data_as_of timestamptz UNIQUE,
    status text NOT NULL DEFAULT 'running'
        CHECK (status IN ('running', 'succeeded', 'failed', 'interrupted')),
    exit_code integer,
    error text,
    fetched bigint,
    inserted bigint,
    changed bigint,
    unchanged bigint,
    removed bigint,
    upcoming bigint,
    rejected bigint,
    job_version text NOT NULL
);

-- The questions asked of the ledger at every start: what is running, and when the last full succeeded.
CREATE INDEX runs_status_started_at ON ops.runs (status, started_at DESC);

CREATE TABLE ops.rejected_records (
    digest bytea PRIMARY KEY,
    record_id text,
    raw bytea NOT NULL,
    reasons jsonb NOT NULL,
    first_run_id text NOT NULL,
    last_run_id text NOT NULL,
    times_seen integer NOT NULL DEFAULT 1,
    rejected_at timestamptz NOT NULL,
    resolved_at timestamptz
);

CREATE INDEX rejected_records_open ON ops.rejected_records (record_id) WHERE resolved_at IS NULL;
