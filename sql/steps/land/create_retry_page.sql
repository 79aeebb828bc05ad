-- create_retry_page: a page that PostgreSQL refused, as texts, so that each document can be tried alone.

-- Created only when a page was refused: every temporary table costs some rows of PostgreSQL's catalogs.
CREATE TEMPORARY TABLE IF NOT EXISTS retry_page (
    document_id bigint NOT NULL,
    launch_id text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    document text NOT NULL
);
