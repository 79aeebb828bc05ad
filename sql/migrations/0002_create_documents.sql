-- 0002_create_documents: every document once, the versions of each launch, and the two as analysts read them.

-- A document as served; it is appended and never changed. Numbers only grow.
CREATE TABLE ops.documents (
    document_id bigint PRIMARY KEY,
    document jsonb NOT NULL
) WITH (toast_tuple_target = 8160);

COMMENT ON TABLE ops.documents IS
    'A document as served; rows are appended, and an UPDATE is refused. A document that no version points to is left '
    'from a failed cycle and is deleted by the next one.';
COMMENT ON COLUMN ops.documents.document_id IS 'Ascending.';
COMMENT ON COLUMN ops.documents.document IS 'The whole document.';

-- To compress a document by pglz takes longer than all the rest of loading it. So documents are compressed where the
-- server has lz4, and stay as they are, in their row, where it has not.
DO $$
BEGIN
    IF 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        ALTER TABLE ops.documents ALTER document SET COMPRESSION lz4;
        ALTER TABLE ops.documents RESET (toast_tuple_target);
    ELSE
        ALTER TABLE ops.documents ALTER document SET STORAGE EXTERNAL;
    END IF;
END
$$;

-- Typed rows were compared with their documents when they were written. That they agree still holds only while no
-- document changes.
CREATE FUNCTION ops.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'a document in ops.documents never changes' USING ERRCODE = 'object_not_in_prerequisite_state';
END
$$;

CREATE TRIGGER documents_never_change BEFORE UPDATE ON ops.documents EXECUTE FUNCTION ops.refuse_change();

-- A version was true from valid_from up to, and not at, valid_to; the current one has no end. `digest` is the SHA-256 of
-- the bytes as served, `model` the version of the model that accepted the document, `drift` the fields that it lacks or
-- has beyond those of the model. `cycle_id` is the cycle that ended the version.
CREATE TABLE ops.launch_versions (
    document_id bigint PRIMARY KEY,
    launch_id text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    model text NOT NULL,
    drift jsonb NOT NULL,
    first_seen_at timestamptz NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to > valid_from),
    reason text CHECK (reason IN ('changed', 'removed', 'upcoming')),
    cycle_id text,
    CHECK (num_nulls(valid_to, reason, cycle_id) IN (0, 3))
);

COMMENT ON TABLE ops.launch_versions IS
    'A version of a flown launch; at most one per launch is current, without `valid_to`. `raw_launches` and '
    '`raw_launches_history` are views over this table and `ops.documents`.';
COMMENT ON COLUMN ops.launch_versions.document_id IS 'The document in `ops.documents`.';
COMMENT ON COLUMN ops.launch_versions.launch_id IS 'The launch.';
COMMENT ON COLUMN ops.launch_versions.digest IS 'SHA-256 of the bytes as last validated.';
COMMENT ON COLUMN ops.launch_versions.model IS 'Version of the source''s model that last accepted the document.';
COMMENT ON COLUMN ops.launch_versions.drift IS 'Fields that the document lacks, or has beyond those of the model.';
COMMENT ON COLUMN ops.launch_versions.first_seen_at IS 'First seen; kept when a launch leaves and returns.';
COMMENT ON COLUMN ops.launch_versions.valid_from IS 'Start, inclusive.';
COMMENT ON COLUMN ops.launch_versions.valid_to IS 'End, exclusive; null: current.';
COMMENT ON COLUMN ops.launch_versions.reason IS '`changed`, `removed` or `upcoming`; null: current.';
COMMENT ON COLUMN ops.launch_versions.cycle_id IS 'The cycle that ended the version; null: current.';

CREATE UNIQUE INDEX launch_versions_current ON ops.launch_versions (launch_id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX launch_versions_ended ON ops.launch_versions (launch_id, valid_from) WHERE valid_to IS NOT NULL;

-- LEFT: a query that reads no document, such as a count, then does not join them.
CREATE VIEW raw_launches AS
SELECT
    version.launch_id AS id,
    stored.document AS launch_data,
    version.first_seen_at AS ingested_at,
    version.valid_from AS updated_at,
    version.digest
FROM ops.launch_versions AS version
LEFT JOIN ops.documents AS stored USING (document_id)
WHERE version.valid_to IS NULL;

COMMENT ON VIEW raw_launches IS 'The current version of a flown launch; one row per `id`.';
COMMENT ON COLUMN raw_launches.id IS 'The source''s id.';
COMMENT ON COLUMN raw_launches.launch_data IS
    'The whole document as served; with `spacex-v4` what it refers to is an object with an `id` and chosen fields.';
COMMENT ON COLUMN raw_launches.ingested_at IS 'First seen; kept when a launch leaves and returns.';
COMMENT ON COLUMN raw_launches.updated_at IS 'Last change.';
COMMENT ON COLUMN raw_launches.digest IS 'SHA-256 of the bytes as last validated.';

CREATE VIEW raw_launches_history AS
SELECT
    version.launch_id AS id,
    version.valid_from,
    stored.document AS launch_data,
    version.first_seen_at AS ingested_at,
    version.valid_to,
    version.reason,
    version.cycle_id
FROM ops.launch_versions AS version
LEFT JOIN ops.documents AS stored USING (document_id)
WHERE version.valid_to IS NOT NULL;

COMMENT ON VIEW raw_launches_history IS 'A superseded or removed version; one row per `id` and `valid_from`.';
COMMENT ON COLUMN raw_launches_history.id IS 'The launch.';
COMMENT ON COLUMN raw_launches_history.valid_from IS 'Start, inclusive.';
COMMENT ON COLUMN raw_launches_history.launch_data IS 'The document as it was.';
COMMENT ON COLUMN raw_launches_history.ingested_at IS 'As in `raw_launches`.';
COMMENT ON COLUMN raw_launches_history.valid_to IS 'End, exclusive.';
COMMENT ON COLUMN raw_launches_history.reason IS
    '`changed`, `removed` (no longer at the source) or `upcoming` (upcoming again).';
COMMENT ON COLUMN raw_launches_history.cycle_id IS 'The cycle that ended this version.';
