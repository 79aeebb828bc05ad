-- create_doubtful: where a page that PostgreSQL refused waits as texts, while each document is tried on its own.

-- Made only when a page was refused: every temporary table costs some rows of PostgreSQL's catalogs.
CREATE TEMPORARY TABLE IF NOT EXISTS doubtful (
    id text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    upcoming boolean NOT NULL,
    document text
);
