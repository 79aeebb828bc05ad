-- launch_aggregates: the whole table in one row; written only when one of its values differs.

-- Means are taken in numeric and cast once, so that neither the order of rows nor a parallel plan changes a bit. The
-- average delay is over every static fire, as it always was; the mean and the median beside it are over possible ones.
-- The row is inserted where it was deleted by hand: without it every full would be refused for ever.
MERGE INTO launch_aggregates AS stored
USING (
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
ON stored.id = 1
WHEN MATCHED AND (
    stored.total_launches, stored.successful_launches,
    stored.average_payload_mass_kg, stored.average_launch_delay_seconds,
    stored.static_fires, stored.impossible_static_fires,
    stored.average_static_fire_to_launch_seconds, stored.median_static_fire_to_launch_seconds
) IS DISTINCT FROM (
    counted.total_launches, counted.successful_launches,
    counted.average_payload_mass_kg, counted.average_launch_delay_seconds,
    counted.static_fires, counted.impossible_static_fires,
    counted.average_static_fire_to_launch_seconds, counted.median_static_fire_to_launch_seconds
) THEN
    UPDATE SET
        total_launches = counted.total_launches,
        successful_launches = counted.successful_launches,
        average_payload_mass_kg = counted.average_payload_mass_kg,
        average_launch_delay_seconds = counted.average_launch_delay_seconds,
        static_fires = counted.static_fires,
        impossible_static_fires = counted.impossible_static_fires,
        average_static_fire_to_launch_seconds = counted.average_static_fire_to_launch_seconds,
        median_static_fire_to_launch_seconds = counted.median_static_fire_to_launch_seconds,
        last_updated_utc = (SELECT max(data_as_of) FROM affected)
WHEN NOT MATCHED THEN
    INSERT (
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
    VALUES (
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
    );
