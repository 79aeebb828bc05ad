-- 0001_create_ops: set the seed program's tables aside, then create the operators' schema.

-- The seed program left tables under names that are promised to analysts now. They are renamed, never dropped;
-- their indexes too, so that ours get the names that people expect.
DO $$
DECLARE
    found record;
    new_name text;
    number integer;
BEGIN
    FOR found IN
        WITH relations AS (
            SELECT oid, relname,
                   CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
              AND relkind IN ('r', 'p', 'v', 'm', 'f')
              AND relname IN (
                  'raw_launches', 'raw_launches_history', 'launches', 'launch_payloads', 'launch_cores',
                  'launch_aggregates', 'launch_changes', 'freshness', 'payloads', 'core_flights', 'flights_per_core',
                  'landings_per_year', 'launch_gaps', 'launches_per_year', 'launches_per_site', 'cadence_per_year',
                  'cadence_per_site', 'mass_per_year_and_orbit', 'payloads_per_customer', 'corrections', 'cycles'
              )
        )
        SELECT relname, kind FROM relations
        UNION ALL
        SELECT index.relname, 'INDEX'
        FROM relations
        JOIN pg_index ON indrelid = relations.oid
        JOIN pg_class AS index ON index.oid = indexrelid
        ORDER BY relname
    LOOP
        new_name := left(found.relname, 58) || '_seed';
        number := 1;
        WHILE to_regclass(format('public.%I', new_name)) IS NOT NULL LOOP
            number := number + 1;
            new_name := left(found.relname, 55) || '_seed' || number;
        END LOOP;
        EXECUTE format('ALTER %s public.%I RENAME TO %I', found.kind, found.relname, new_name);
        IF found.kind <> 'INDEX' THEN
            RAISE NOTICE 'renamed public.% to public.%: it was here before spacex-elt', found.relname, new_name;
        END IF;
    END LOOP;
END
$$;

-- An administrator may have made it for us.
CREATE SCHEMA IF NOT EXISTS ops;

CREATE TABLE ops.migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- The source whose launches this warehouse holds, noted by the first cycle that succeeds.
CREATE TABLE ops.source (
    name text PRIMARY KEY,
    first_cycle_id text NOT NULL,
    noted_at timestamptz NOT NULL
);

-- The files that built the typed rows as they are; a checksum that differs makes the next cycle rebuild all of them.
CREATE TABLE ops.transforms (
    name text PRIMARY KEY,
    checksum text NOT NULL
);

CREATE TABLE ops.cycles (
    cycle_id text PRIMARY KEY,
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
CREATE INDEX cycles_status_started_at ON ops.cycles (status, started_at DESC);

CREATE TABLE ops.rejected_records (
    digest bytea PRIMARY KEY,
    record_id text,
    raw bytea NOT NULL,
    reasons jsonb NOT NULL,
    first_cycle_id text NOT NULL,
    last_cycle_id text NOT NULL,
    times_seen integer NOT NULL DEFAULT 1,
    rejected_at timestamptz NOT NULL,
    resolved_at timestamptz
);

CREATE INDEX rejected_records_open ON ops.rejected_records (record_id) WHERE resolved_at IS NULL;
