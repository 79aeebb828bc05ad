-- 0003_create_launches: the typed tables that analysts read.

-- updated_at stands first, so that a column which a later migration adds is behind those of the source: see the transform.
CREATE TABLE launches (
    updated_at timestamptz NOT NULL,
    launch_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    flight_number integer,
    launched_at timestamptz NOT NULL,
    launch_year integer NOT NULL,
    date_precision text,
    static_fire_at timestamptz,
    launch_delay_seconds double precision,
    success boolean,
    status text,
    failure_reason text,
    failure_seconds double precision,
    is_crewed boolean,
    mission_type text,
    constellation text,
    provider_id text,
    provider_name text,
    rocket_id text NOT NULL,
    rocket_name text NOT NULL,
    launchpad_id text,
    launchpad_name text,
    launchpad_latitude double precision,
    launchpad_longitude double precision,
    payload_count integer NOT NULL,
    payload_mass_kg double precision,
    webcast_url text,
    article_url text,
    wikipedia_url text,
    details text
);

CREATE INDEX launches_launched_at ON launches (launched_at);

CREATE TABLE launch_payloads (
    launch_id text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    payload_id text NOT NULL,
    name text,
    type text,
    constellation text,
    orbit text,
    regime text,
    mass_kg double precision,
    reused boolean,
    customers jsonb NOT NULL,
    nationalities jsonb NOT NULL,
    PRIMARY KEY (launch_id, position)
);

CREATE TABLE launch_cores (
    launch_id text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    core_id text,
    core_serial text,
    flight integer,
    reused boolean,
    gridfins boolean,
    legs boolean,
    landing_attempt boolean,
    landing_success boolean,
    landing_type text,
    landpad_id text,
    landpad_name text,
    PRIMARY KEY (launch_id, position)
);

CREATE TABLE launch_crew (
    launch_id text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    crew_id text,
    name text,
    agency text,
    role text,
    PRIMARY KEY (launch_id, position)
);
