-- create: where this cycle's documents wait, outside every transaction, until they are proven complete.

-- Temporary: no WAL, and nothing is left of them whatever becomes of the cycle.

-- A launch as received. One that the source still calls upcoming has no document here, for it is counted and not loaded;
-- nor has one whose bytes are stored already. A document is read again in a moment: it is neither compressed nor, as
-- long as a page of PostgreSQL can hold it, put elsewhere.
CREATE TEMPORARY TABLE staged (
    id text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL,
    upcoming boolean NOT NULL,
    launch_data jsonb STORAGE EXTERNAL
) WITH (toast_tuple_target = 8160);

-- A text that cannot be loaded. It outlives the rollback of a refused cycle, to be written into the quarantine.
CREATE TEMPORARY TABLE rejected (
    record_id text COLLATE "C",
    digest bytea NOT NULL,
    raw bytea NOT NULL,
    reasons jsonb NOT NULL
);

-- What this cycle does to which launch; the transforms and the checks read their launches from here.
CREATE TEMPORARY TABLE affected (
    launch_id text COLLATE "C" PRIMARY KEY,
    outcome text NOT NULL,
    data_as_of timestamptz NOT NULL
);
