-- 0002_create_documents: every document once, the versions of each launch, and the two as analysts read them.

-- A document as served; it is appended and never changed. Numbers only grow.
CREATE TABLE ops.documents (
    document_id bigint PRIMARY KEY,
    document jsonb NOT NULL
) WITH (toast_tuple_target = 8160);

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
