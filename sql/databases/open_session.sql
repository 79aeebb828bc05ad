-- open_session: what every session needs, whatever the role, the database or a PG* variable sets.

-- With `public` alone a new table goes there, and our temporary tables are still found before any other of their name.
SET search_path = public;
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET extra_float_digits = 1;
SET jit = off;
-- Ids of 400,000 launches fit into a hash table of twice this. One that workers share would be in /dev/shm, of which a
-- container has little.
SET work_mem = '16MB';
SET enable_parallel_hash = off;
-- A page of 500 documents is looked up by key. By the default, made for spinning disks, all versions would be read.
SET random_page_cost = 1.1;
-- Ids and digests need no more; documents are long, and a sample of them takes time to read.
SET default_statistics_target = 10;
SET lock_timeout = 0;
SET client_min_messages = warning;
-- Frees the lock of a cycle that was killed while the server worked for it.
SET client_connection_check_interval = '5s';

-- Another encoding cannot hold what the source sends, and would be told of it one document at a time.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE 'the database % is in %, not in UTF8', current_database(), current_setting('server_encoding')
            USING ERRCODE = 'invalid_catalog_name';
    END IF;
END
$$;
