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

COMMENT ON TABLE launches IS 'A flown launch, typed.';
COMMENT ON COLUMN launches.updated_at IS 'When this row was last written, also by a rebuild.';
COMMENT ON COLUMN launches.launch_id IS 'The source''s id.';
COMMENT ON COLUMN launches.name IS 'As served; names are edited at times.';
COMMENT ON COLUMN launches.flight_number IS 'As served; null: the source has none.';
COMMENT ON COLUMN launches.launched_at IS
    'When it flew; where `date_precision` is coarse, the start of the period (`launch-library-2`: its end).';
COMMENT ON COLUMN launches.launch_year IS 'The calendar year of `launched_at`, UTC.';
COMMENT ON COLUMN launches.date_precision IS '`hour`, `day`, `month` or coarser, as served; null: unknown.';
COMMENT ON COLUMN launches.static_fire_at IS
    'When the engines were tested on the pad; null: there was no test, or the source has no date.';
COMMENT ON COLUMN launches.launch_delay_seconds IS
    'From static fire to launch, negative where the source dates the test after the launch; null without a date. '
    'It says nothing of a schedule.';
COMMENT ON COLUMN launches.success IS 'Null: unknown.';
COMMENT ON COLUMN launches.status IS
    'The source''s word for the outcome; with `spacex-v4` `Success`, `Failure` or null.';
COMMENT ON COLUMN launches.failure_reason IS 'Why the launch failed; null: it did not, or the source does not say.';
COMMENT ON COLUMN launches.failure_seconds IS 'When it failed, counted from lift-off; negative: before it.';
COMMENT ON COLUMN launches.is_crewed IS 'Whether people flew; null: unknown.';
COMMENT ON COLUMN launches.mission_type IS
    'The source''s word for the kind of mission; null with `spacex-v4`, which has none.';
COMMENT ON COLUMN launches.constellation IS
    '`Starlink` where it carried such a payload, by the payload''s name; null: none that is known.';
COMMENT ON COLUMN launches.provider_id IS
    'The source''s id of the launch provider; null with `spacex-v4`, which has none.';
COMMENT ON COLUMN launches.provider_name IS 'The launch provider.';
COMMENT ON COLUMN launches.rocket_id IS 'The source''s id of the rocket.';
COMMENT ON COLUMN launches.rocket_name IS 'Such as Falcon 9.';
COMMENT ON COLUMN launches.launchpad_id IS 'The source''s id of the launch site; null: unknown.';
COMMENT ON COLUMN launches.launchpad_name IS 'Its present name, also for old launches.';
COMMENT ON COLUMN launches.launchpad_latitude IS 'Degrees.';
COMMENT ON COLUMN launches.launchpad_longitude IS 'Degrees.';
COMMENT ON COLUMN launches.payload_count IS
    'The sum of `amount` over its payloads; a row without an amount can still be many satellites.';
COMMENT ON COLUMN launches.payload_mass_kg IS 'Sum of the known masses; null: none known.';
COMMENT ON COLUMN launches.webcast_url IS 'Where it can be watched; null: unknown.';
COMMENT ON COLUMN launches.article_url IS 'A press article; null: unknown.';
COMMENT ON COLUMN launches.wikipedia_url IS 'Its article in Wikipedia; null: unknown.';
COMMENT ON COLUMN launches.details IS 'The source''s text about the launch.';

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
    amount integer NOT NULL DEFAULT 1,
    mass_kg double precision,
    reused boolean,
    customers jsonb NOT NULL,
    nationalities jsonb NOT NULL,
    PRIMARY KEY (launch_id, position)
);

COMMENT ON TABLE launch_payloads IS
    'A payload of a launch, which can be many satellites: Transporter-1 lists one payload for 143. Two payloads '
    'are listed by two launches each.';
COMMENT ON COLUMN launch_payloads.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_payloads.position IS 'Its position in the list, from 1.';
COMMENT ON COLUMN launch_payloads.payload_id IS 'The source''s id.';
COMMENT ON COLUMN launch_payloads.name IS 'As served.';
COMMENT ON COLUMN launch_payloads.type IS 'As served, such as Satellite or Crew Dragon.';
COMMENT ON COLUMN launch_payloads.constellation IS '`Starlink` where the name begins so; null: none that is known.';
COMMENT ON COLUMN launch_payloads.orbit IS 'The planned orbit, also where the launch failed; null: unknown.';
COMMENT ON COLUMN launch_payloads.regime IS 'The regime of the orbit, such as geostationary; null: unknown.';
COMMENT ON COLUMN launch_payloads.amount IS 'How many payloads the row stands for; `spacex-v4` lists each one.';
COMMENT ON COLUMN launch_payloads.mass_kg IS 'The mass of all of them; null: unknown.';
COMMENT ON COLUMN launch_payloads.reused IS 'Whether it had flown before; null: unknown.';
COMMENT ON COLUMN launch_payloads.customers IS 'A list of names, as the source spells them.';
COMMENT ON COLUMN launch_payloads.nationalities IS 'A list of countries.';

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

COMMENT ON TABLE launch_cores IS 'A first-stage core of a launch.';
COMMENT ON COLUMN launch_cores.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_cores.position IS 'Its position in the list, from 1.';
COMMENT ON COLUMN launch_cores.core_id IS 'The source''s id; null: the source does not say which core flew.';
COMMENT ON COLUMN launch_cores.core_serial IS 'Its serial number, such as B1058; null: the source does not say.';
COMMENT ON COLUMN launch_cores.flight IS 'Which flight of this core it was, by the source.';
COMMENT ON COLUMN launch_cores.reused IS 'Whether it had flown before; null: unknown.';
COMMENT ON COLUMN launch_cores.gridfins IS 'Whether it had grid fins; null: unknown.';
COMMENT ON COLUMN launch_cores.legs IS 'Whether it had legs; null: unknown.';
COMMENT ON COLUMN launch_cores.landing_attempt IS 'Whether it tried to land; null: unknown.';
COMMENT ON COLUMN launch_cores.landing_success IS 'Whether it landed; null: unknown, or no attempt.';
COMMENT ON COLUMN launch_cores.landing_type IS 'ASDS (ship), RTLS (land) or Ocean; null: unknown.';
COMMENT ON COLUMN launch_cores.landpad_id IS 'The source''s id of where it was to land; null: unknown.';
COMMENT ON COLUMN launch_cores.landpad_name IS 'Its name, such as OCISLY or LZ-1; null: the source does not say.';

CREATE TABLE launch_crew (
    launch_id text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    crew_id text,
    name text,
    agency text,
    role text,
    PRIMARY KEY (launch_id, position)
);

COMMENT ON TABLE launch_crew IS 'A member of a launch''s crew.';
COMMENT ON COLUMN launch_crew.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_crew.position IS 'The position in the list, from 1.';
COMMENT ON COLUMN launch_crew.crew_id IS 'The source''s id; null: the source does not say who flew.';
COMMENT ON COLUMN launch_crew.name IS 'Null: the source does not say.';
COMMENT ON COLUMN launch_crew.agency IS 'Such as NASA; null: the source does not say.';
COMMENT ON COLUMN launch_crew.role IS 'Such as commander; null with `spacex-v4`, which has none.';
