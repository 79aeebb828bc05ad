-- 0001_create_ops: the operators' schema.

-- An administrator may have created it, for a role without CREATE on the database.
CREATE SCHEMA IF NOT EXISTS ops;

CREATE TABLE ops.migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE ops.migrations IS 'An applied migration.';
COMMENT ON COLUMN ops.migrations.name IS 'The file''s stem.';
COMMENT ON COLUMN ops.migrations.checksum IS 'SHA-256 of the file when it was applied.';
COMMENT ON COLUMN ops.migrations.applied_at IS 'When it was applied.';

-- The source whose launches this warehouse holds, noted by the first cycle that succeeds.
CREATE TABLE ops.source (
    name text PRIMARY KEY,
    first_cycle_id text NOT NULL,
    noted_at timestamptz NOT NULL,
    note text,
    content jsonb
);

COMMENT ON TABLE ops.source IS
    'The source whose launches this database holds: one row, written by the first cycle that succeeds.';
COMMENT ON COLUMN ops.source.name IS 'A value of `SOURCE`.';
COMMENT ON COLUMN ops.source.first_cycle_id IS 'The cycle that wrote the row.';
COMMENT ON COLUMN ops.source.noted_at IS 'Its `data_as_of`.';
COMMENT ON COLUMN ops.source.note IS
    'What readers of its data need to know, in a sentence, as of the last success; null: nothing.';
COMMENT ON COLUMN ops.source.content IS
    'What means something in a document, as of the last success: objects of fields, lists of one kind of part, `true` for '
    'a value; null: all of it.';

-- The files that built the typed rows as they are; a checksum that differs makes the next cycle rebuild all of them.
CREATE TABLE ops.transforms (
    name text PRIMARY KEY,
    checksum text NOT NULL
);

COMMENT ON TABLE ops.transforms IS
    'The files that built the typed rows. When the checksum of a transform or of a flattening file differs, the '
    'next cycle of any mode rebuilds the rows of every launch, as after `DELETE FROM ops.transforms`.';
COMMENT ON COLUMN ops.transforms.name IS 'The file, as `transforms/01_launches` or `sources/spacex_v4/launches`.';
COMMENT ON COLUMN ops.transforms.checksum IS 'SHA-256 of the file.';

-- What the rows of each typed table hash to, all together, as cycles have written them: an edit by hand differs from it.
CREATE TABLE ops.fingerprints (
    relation text PRIMARY KEY,
    fingerprint bigint NOT NULL
);

COMMENT ON TABLE ops.fingerprints IS
    'What the rows of a typed table hash to, all together, as cycles have written them. A `full` whose table differs '
    'from it flattens every document and compares every row; without a difference it records the fingerprint of the '
    'table. After `DELETE FROM ops.fingerprints` the next `full` does so.';
COMMENT ON COLUMN ops.fingerprints.relation IS 'The table, without its schema.';
COMMENT ON COLUMN ops.fingerprints.fingerprint IS 'XOR of `hash_record_extended(row, 0)` of all rows.';

-- The order of cycles is that of cycle_number: timestamps are those of a clock, which may have been wrong.
CREATE TABLE ops.cycles (
    cycle_id text PRIMARY KEY,
    cycle_number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    requested_mode text NOT NULL,
    mode text NOT NULL,
    range_from timestamptz,
    range_to timestamptz,
    changed_since timestamptz,
    changes_until timestamptz,
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

COMMENT ON TABLE ops.cycles IS
    'A cycle. In a succeeded one `fetched` = `inserted` + `changed` + `unchanged` + `upcoming` + `rejected`. A cycle that '
    'succeeds deletes rows that are older than `LEDGER_RETENTION_DAYS`, at most 1,000: never those of cycles that '
    'inserted, changed or removed launches, because versions name them, nor the last success of each mode.';
COMMENT ON COLUMN ops.cycles.cycle_id IS 'A UUID made at process start; also in every log line.';
COMMENT ON COLUMN ops.cycles.cycle_number IS 'Ascending; the order of cycles, whatever their clocks said.';
COMMENT ON COLUMN ops.cycles.requested_mode IS '`MODE`.';
COMMENT ON COLUMN ops.cycles.mode IS 'The mode that ran: `full`, `incremental` or `backfill`.';
COMMENT ON COLUMN ops.cycles.range_from IS 'Start of the requested range; null: open.';
COMMENT ON COLUMN ops.cycles.range_to IS 'End of the requested range; null: open.';
COMMENT ON COLUMN ops.cycles.changed_since IS 'What changed since then was requested too; null: not asked for.';
COMMENT ON COLUMN ops.cycles.changes_until IS
    'Up to here the warehouse has the source''s changes, and the next `incremental` begins a day before; null: a backfill, '
    'or a source that does not date its changes, such as `spacex-v4`.';
COMMENT ON COLUMN ops.cycles.started_at IS 'When this row was opened.';
COMMENT ON COLUMN ops.cycles.finished_at IS 'Null: still running.';
COMMENT ON COLUMN ops.cycles.data_as_of IS
    'The timestamp of everything that this cycle wrote; null unless it succeeded.';
COMMENT ON COLUMN ops.cycles.status IS '`running`, `succeeded`, `failed` or `interrupted`.';
COMMENT ON COLUMN ops.cycles.exit_code IS 'Null while running, and if the process was killed.';
COMMENT ON COLUMN ops.cycles.error IS 'The failure; null if it succeeded.';
COMMENT ON COLUMN ops.cycles.fetched IS 'Documents received.';
COMMENT ON COLUMN ops.cycles.inserted IS
    'New or returned launches; this and the next three are null unless it succeeded.';
COMMENT ON COLUMN ops.cycles.changed IS 'Corrected launches.';
COMMENT ON COLUMN ops.cycles.unchanged IS 'Launches received without a change.';
COMMENT ON COLUMN ops.cycles.removed IS 'Launches that were removed, for either reason.';
COMMENT ON COLUMN ops.cycles.upcoming IS 'Documents received as upcoming.';
COMMENT ON COLUMN ops.cycles.rejected IS 'Documents that were rejected.';
COMMENT ON COLUMN ops.cycles.job_version IS 'The program''s version.';

-- The questions asked of the ledger in every cycle: what is running, when the last full succeeded, until when
-- changes are known, and what has expired.
CREATE INDEX cycles_status_mode_cycle_number ON ops.cycles (status, mode, cycle_number);
CREATE INDEX cycles_without_changes ON ops.cycles (started_at)
WHERE coalesce(inserted, 0) + coalesce(changed, 0) + coalesce(removed, 0) = 0;
CREATE INDEX cycles_changes_until ON ops.cycles (changes_until, cycle_number) WHERE changes_until IS NOT NULL;

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

COMMENT ON TABLE ops.rejected_records IS
    'The quarantine: one row per rejected text, however often it is received. A row is resolved by a valid '
    'document of the same launch, or by a `full` in which these bytes are no longer received.';
COMMENT ON COLUMN ops.rejected_records.digest IS 'SHA-256 of the exact bytes.';
COMMENT ON COLUMN ops.rejected_records.record_id IS 'The launch''s id; null: unreadable.';
COMMENT ON COLUMN ops.rejected_records.raw IS 'The bytes as served.';
COMMENT ON COLUMN ops.rejected_records.reasons IS 'A list of texts: the errors.';
COMMENT ON COLUMN ops.rejected_records.first_cycle_id IS 'The cycle that first received it; the ledger may have deleted its row.';
COMMENT ON COLUMN ops.rejected_records.last_cycle_id IS 'The cycle that last received it; the ledger may have deleted its row.';
COMMENT ON COLUMN ops.rejected_records.times_seen IS 'The number of cycles that received it.';
COMMENT ON COLUMN ops.rejected_records.rejected_at IS
    'When it was first rejected, or rejected again after it had been resolved.';
COMMENT ON COLUMN ops.rejected_records.resolved_at IS 'Null: open.';

CREATE INDEX rejected_records_open ON ops.rejected_records (record_id) WHERE resolved_at IS NULL;
