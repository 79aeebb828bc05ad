-- roles: the job's owner role and the analysts' reader, in this database; run once by an administrator, with psql.
--
-- Idempotent. Reads SPACEX_ELT_USER, SPACEX_ELT_PASSWORD and SPACEX_READER_PASSWORD from the environment:
--     psql --dbname launches --file sql/roles.sql
\set ON_ERROR_STOP on
\getenv job_user SPACEX_ELT_USER
\getenv job_password SPACEX_ELT_PASSWORD
\getenv reader_password SPACEX_READER_PASSWORD

-- A server logs the text of a failed statement, and of every one where it is told to: not of these, which hold
-- passwords. Only a superuser may say so.
DO $$
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        PERFORM set_config('log_min_error_statement', 'panic', false), set_config('log_statement', 'none', false);
    END IF;
END
$$;

SELECT format('CREATE ROLE %I', name)
FROM (VALUES (:'job_user'), ('spacex_reader')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE :"job_user" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'job_password';
ALTER ROLE spacex_reader LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'reader_password';

SELECT current_database() AS database \gset

-- TEMPORARY: a cycle stages what it receives in temporary tables.
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE :"database" TO :"job_user";
GRANT USAGE, CREATE ON SCHEMA public TO :"job_user";

GRANT CONNECT ON DATABASE :"database" TO spacex_reader;
GRANT USAGE ON SCHEMA public TO spacex_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO spacex_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE :"job_user" IN SCHEMA public GRANT SELECT ON TABLES TO spacex_reader;
