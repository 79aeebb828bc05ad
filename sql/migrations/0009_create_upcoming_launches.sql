-- 0009_create_upcoming_launches: launches that have not flown yet, as they are planned now.

-- updated_at stands first, as in launches.
CREATE TABLE upcoming_launches (
    updated_at timestamptz NOT NULL,
    launch_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    scheduled_at timestamptz NOT NULL,
    schedule_precision text,
    window_start_at timestamptz,
    window_end_at timestamptz,
    status text,
    probability integer,
    rocket_id text NOT NULL,
    rocket_name text NOT NULL,
    launchpad_id text,
    launchpad_name text,
    launchpad_latitude double precision,
    launchpad_longitude double precision,
    provider_id text,
    provider_name text,
    mission_name text,
    mission_type text,
    orbit text
);

COMMENT ON TABLE upcoming_launches IS
    'A launch that has not flown yet, as it is planned now. Empty with `spacex-v4`, whose upcoming launches are stale.';
COMMENT ON COLUMN upcoming_launches.updated_at IS 'When this row was last written, also by a rebuild.';
COMMENT ON COLUMN upcoming_launches.launch_id IS 'The source''s id.';
COMMENT ON COLUMN upcoming_launches.name IS 'As served; names are edited at times.';
COMMENT ON COLUMN upcoming_launches.scheduled_at IS
    'Not earlier than this instant; the last day of the period where `schedule_precision` is coarse.';
COMMENT ON COLUMN upcoming_launches.schedule_precision IS
    '`second`, `minute`, `hour`, `day`, `month`, `quarter`, `half` or `year`; null: unknown.';
COMMENT ON COLUMN upcoming_launches.window_start_at IS 'Start of the window; null: unknown.';
COMMENT ON COLUMN upcoming_launches.window_end_at IS 'End of the window; null: unknown.';
COMMENT ON COLUMN upcoming_launches.status IS
    'The source''s word for how sure the date is: `Go`, `TBC` (to be confirmed), `TBD` (to be determined), `Hold`, `In Flight`.';
COMMENT ON COLUMN upcoming_launches.probability IS 'Percent that the weather allows it; null: unknown.';
COMMENT ON COLUMN upcoming_launches.rocket_id IS 'The source''s id of the rocket.';
COMMENT ON COLUMN upcoming_launches.rocket_name IS 'Such as Falcon 9 Block 5.';
COMMENT ON COLUMN upcoming_launches.launchpad_id IS 'The source''s id of the launch site; null: unknown.';
COMMENT ON COLUMN upcoming_launches.launchpad_name IS 'Its name, `Unknown Pad` where it is not known yet.';
COMMENT ON COLUMN upcoming_launches.launchpad_latitude IS 'Degrees; null: unknown.';
COMMENT ON COLUMN upcoming_launches.launchpad_longitude IS 'Degrees; null: unknown.';
COMMENT ON COLUMN upcoming_launches.provider_id IS 'The source''s id of the launch provider.';
COMMENT ON COLUMN upcoming_launches.provider_name IS 'The launch provider.';
COMMENT ON COLUMN upcoming_launches.mission_name IS 'Null: unknown.';
COMMENT ON COLUMN upcoming_launches.mission_type IS 'The source''s word for the kind of mission; null: unknown.';
COMMENT ON COLUMN upcoming_launches.orbit IS 'The planned orbit; null: unknown.';
