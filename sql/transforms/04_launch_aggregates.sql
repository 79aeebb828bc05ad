-- launch_aggregates: the whole table in one row; written only when one of its values differs.

-- Means are taken in numeric and cast once, so that neither the order of rows nor a parallel plan changes a bit. The
-- average delay is over every static fire, as it always was; the mean and the median beside it are over possible ones.
-- The row is inserted where it was deleted by hand: without it every full would be refused for ever.
INSERT INTO launch_aggregates AS stored (
    id,
    total_launches,
    successful_launches,
    average_payload_mass_kg,
    average_launch_delay_seconds,
    static_fires,
    impossible_static_fires,
    average_static_fire_to_launch_seconds,
    median_static_fire_to_launch_seconds,
    last_updated_utc
)
SELECT
    1,
    counted.total_launches,
    counted.successful_launches,
    counted.average_payload_mass_kg,
    counted.average_launch_delay_seconds,
    counted.static_fires,
    counted.impossible_static_fires,
    counted.average_static_fire_to_launch_seconds,
    counted.median_static_fire_to_launch_seconds,
    coalesce((SELECT max(data_as_of) FROM affected), transaction_timestamp())
FROM (
    SELECT
        count(*) AS total_launches,
        count(*) FILTER (WHERE success) AS successful_launches,
        avg(mass_kg)::double precision AS average_payload_mass_kg,
        (avg(delay_microseconds) / 1000000)::double precision AS average_launch_delay_seconds,
        count(*) FILTER (WHERE delay_microseconds > 0) AS static_fires,
        count(*) FILTER (WHERE delay_microseconds <= 0) AS impossible_static_fires,
        (avg(delay_microseconds) FILTER (WHERE delay_microseconds > 0) / 1000000)
            ::double precision AS average_static_fire_to_launch_seconds,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY launch_delay_seconds) FILTER (WHERE launch_delay_seconds > 0)
            AS median_static_fire_to_launch_seconds
    FROM (
        SELECT
            success,
            launch_delay_seconds,
            -- Whole numbers are summed several times as fast; nearly all are. The bounds only keep out rows edited by
            -- hand that bigint cannot hold.
            CASE WHEN abs(launch_delay_seconds) < 1e12 THEN (launch_delay_seconds * 1000000)::bigint END
                AS delay_microseconds,
            CASE
                WHEN payload_mass_kg < 1e15 AND payload_mass_kg = trunc(payload_mass_kg) THEN payload_mass_kg::bigint
                ELSE payload_mass_kg::numeric
            END AS mass_kg
        FROM launches
    ) AS launch
) AS counted
ON CONFLICT (id) DO UPDATE SET
    total_launches = excluded.total_launches,
    successful_launches = excluded.successful_launches,
    average_payload_mass_kg = excluded.average_payload_mass_kg,
    average_launch_delay_seconds = excluded.average_launch_delay_seconds,
    static_fires = excluded.static_fires,
    impossible_static_fires = excluded.impossible_static_fires,
    average_static_fire_to_launch_seconds = excluded.average_static_fire_to_launch_seconds,
    median_static_fire_to_launch_seconds = excluded.median_static_fire_to_launch_seconds,
    last_updated_utc = excluded.last_updated_utc
WHERE (
    stored.total_launches, stored.successful_launches,
    stored.average_payload_mass_kg, stored.average_launch_delay_seconds,
    stored.static_fires, stored.impossible_static_fires,
    stored.average_static_fire_to_launch_seconds, stored.median_static_fire_to_launch_seconds
) IS DISTINCT FROM (
    excluded.total_launches, excluded.successful_launches,
    excluded.average_payload_mass_kg, excluded.average_launch_delay_seconds,
    excluded.static_fires, excluded.impossible_static_fires,
    excluded.average_static_fire_to_launch_seconds, excluded.median_static_fire_to_launch_seconds
);
