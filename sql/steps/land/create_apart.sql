-- create_apart: where the launches of this cycle wait once they are taken apart, in the source's own names.

-- Made only when there is something to be taken apart, and once: every temporary table costs some rows of PostgreSQL's
-- catalogs. Masses are numeric here, as they are in JSON: they are summed so. Types stand here and in take_apart: a record
-- of these tables' own would also read, and cast, what a source calls launch_id or position.
DO $$
BEGIN
    IF to_regclass('pg_temp.staged_launches') IS NOT NULL THEN
        RETURN;
    END IF;
    CREATE TEMPORARY TABLE staged_launches (
        launch_id text COLLATE "C" NOT NULL,
        name text,
        flight_number integer,
        date_utc timestamptz,
        date_precision text,
        static_fire_date_utc timestamptz,
        success boolean,
        rocket_id text,
        rocket_name text,
        launchpad_id text,
        launchpad_name text,
        launchpad_latitude double precision,
        launchpad_longitude double precision
    );
    CREATE TEMPORARY TABLE staged_payloads (
        launch_id text COLLATE "C" NOT NULL,
        position integer NOT NULL,
        id text,
        name text,
        type text,
        orbit text,
        regime text,
        mass_kg numeric,
        reused boolean,
        customers jsonb,
        nationalities jsonb
    );
    CREATE TEMPORARY TABLE staged_cores (
        launch_id text COLLATE "C" NOT NULL,
        position integer NOT NULL,
        core text,
        flight integer,
        reused boolean,
        gridfins boolean,
        legs boolean,
        landing_attempt boolean,
        landing_success boolean,
        landing_type text,
        landpad text
    );
END
$$;
