-- 0004_create_launch_aggregates: the whole table in one row.

CREATE TABLE launch_aggregates (
    id integer PRIMARY KEY CHECK (id = 1),
    total_launches bigint NOT NULL,
    successful_launches bigint NOT NULL,
    average_payload_mass_kg double precision,
    average_launch_delay_seconds double precision,
    last_updated_utc timestamptz NOT NULL
);

-- The row is there from the start, so that a question never meets an empty table.
INSERT INTO launch_aggregates (id, total_launches, successful_launches, last_updated_utc)
VALUES (1, 0, 0, now());
