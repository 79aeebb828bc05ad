-- 0002_create_raw_launches: the source's documents as they are now, and every version that was before.

-- The digest (SHA-256 of the bytes as served) tells an unchanged document without reading it.
CREATE TABLE raw_launches (
    id text COLLATE "C" PRIMARY KEY,
    launch_data jsonb NOT NULL,
    ingested_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    digest bytea NOT NULL
);

-- To compress a document by pglz takes longer than all the rest of loading it. So they are compressed where the server
-- has lz4, and lie as they are where it has not.
DO $$
BEGIN
    IF 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        ALTER TABLE raw_launches ALTER launch_data SET COMPRESSION lz4;
    ELSE
        ALTER TABLE raw_launches ALTER launch_data SET STORAGE EXTERNAL;
    END IF;
END
$$;

-- A document that somebody edits by hand no longer is what its digest stands for. Without the digest, the next cycle
-- that meets the launch compares the documents themselves, and the source's own takes its place again.
CREATE FUNCTION ops.forget_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.digest = '';
    RETURN NEW;
END
$$;

CREATE TRIGGER forget_digest BEFORE UPDATE OF launch_data ON raw_launches
FOR EACH ROW WHEN (NEW.digest = OLD.digest AND NEW.launch_data <> OLD.launch_data)
EXECUTE FUNCTION ops.forget_digest();

-- A version was true from valid_from up to, and not at, valid_to.
CREATE TABLE raw_launches_history (
    id text COLLATE "C" NOT NULL,
    valid_from timestamptz NOT NULL,
    launch_data jsonb NOT NULL,
    ingested_at timestamptz NOT NULL,
    valid_to timestamptz NOT NULL CHECK (valid_to > valid_from),
    reason text NOT NULL CHECK (reason IN ('changed', 'removed', 'upcoming')),
    cycle_id text NOT NULL,
    PRIMARY KEY (id, valid_from)
);

CREATE INDEX raw_launches_history_valid_to ON raw_launches_history (valid_to);
