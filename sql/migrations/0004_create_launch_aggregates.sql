-- 0004_create_launch_aggregates: the whole table in one row.

CREATE TABLE launch_aggregates (
    id integer PRIMARY KEY CHECK (id = 1),
    total_launches bigint NOT NULL,
    successful_launches bigint NOT NULL,
    average_payload_mass_kg double precision,
    average_launch_delay_seconds double precision,
    static_fires bigint NOT NULL DEFAULT 0,
    impossible_static_fires bigint NOT NULL DEFAULT 0,
    average_static_fire_to_launch_seconds double precision,
    median_static_fire_to_launch_seconds double precision,
    last_updated_utc timestamptz NOT NULL
);

COMMENT ON TABLE launch_aggregates IS 'Totals of `launches`, in one row.';
COMMENT ON COLUMN launch_aggregates.id IS 'Always 1.';
COMMENT ON COLUMN launch_aggregates.total_launches IS 'Flown launches.';
COMMENT ON COLUMN launch_aggregates.successful_launches IS 'Those with `success`.';
COMMENT ON COLUMN launch_aggregates.average_payload_mass_kg IS 'Mean over the launches with a known mass.';
COMMENT ON COLUMN launch_aggregates.average_launch_delay_seconds IS
    'Mean of `launch_delay_seconds` over every static fire with a date, also impossible ones, which make it far too '
    'low. Kept for queries that know it; it is no delay of a schedule.';
COMMENT ON COLUMN launch_aggregates.static_fires IS
    'Launches with a static fire before them: what the next mean and median are over.';
COMMENT ON COLUMN launch_aggregates.impossible_static_fires IS
    'Static fires that the source does not date before their launch: left out of them.';
COMMENT ON COLUMN launch_aggregates.average_static_fire_to_launch_seconds IS
    'Mean time from static fire to launch, over those that are possible.';
COMMENT ON COLUMN launch_aggregates.median_static_fire_to_launch_seconds IS
    'Its median: few tests long before their launch move the mean.';
COMMENT ON COLUMN launch_aggregates.last_updated_utc IS 'When one of the values last changed.';

-- The row is there from the start, so that a question never meets an empty table.
INSERT INTO launch_aggregates (id, total_launches, successful_launches, last_updated_utc)
VALUES (1, 0, 0, now());
