-- 0001_create_ops: the operators' schema.

-- An administrator may have created it, for a role without CREATE on the database.
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
    noted_at timestamptz NOT NULL,
    note text
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
