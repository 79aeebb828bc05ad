-- create: what a cycle has received, has rejected and will change; temporary, so nothing outlives the connection.

-- From here on a page need not be durable by itself: WAL is in order, so the cycle's own transaction makes all pages durable.
-- Transactions are (see begin_durable).
SET synchronous_commit = off;

-- A launch as received. A known document is the one that is stored, and has no digest here; an upcoming launch has no
-- document, because it is counted and not loaded.
CREATE TEMPORARY TABLE received (
    launch_id text COLLATE "C" PRIMARY KEY,
    document_id bigint,
    digest bytea,
    upcoming boolean NOT NULL,
    drift jsonb
);

-- A document that cannot be loaded. It outlives the rollback of a refused cycle, to be written into the quarantine.
CREATE TEMPORARY TABLE rejected (
    record_id text COLLATE "C",
    digest bytea NOT NULL,
    raw bytea NOT NULL,
    reasons jsonb NOT NULL
);

-- The change set: what this cycle does to which launch. Transforms and checks read their launches from here.
CREATE TEMPORARY TABLE affected (
    launch_id text COLLATE "C" PRIMARY KEY,
    outcome text NOT NULL,
    data_as_of timestamptz NOT NULL
);
