-- launch_aggregates: the whole table in one row; written only when one of its values differs.

-- Means are taken in numeric and cast once, so that neither the order of rows nor a parallel plan changes a bit.
UPDATE launch_aggregates AS stored
SET total_launches = counted.total_launches,
    successful_launches = counted.successful_launches,
    average_payload_mass_kg = counted.average_payload_mass_kg,
    average_launch_delay_seconds = counted.average_launch_delay_seconds,
    last_updated_utc = (SELECT max(data_as_of) FROM affected)
FROM (
    SELECT
        count(*) AS total_launches,
        count(*) FILTER (WHERE success) AS successful_launches,
        avg(payload_mass_kg::numeric)::double precision AS average_payload_mass_kg,
        avg(extract(epoch FROM launched_at - static_fire_at))::double precision AS average_launch_delay_seconds
    FROM launches
) AS counted
WHERE (
    stored.total_launches, stored.successful_launches,
    stored.average_payload_mass_kg, stored.average_launch_delay_seconds
) IS DISTINCT FROM (
    counted.total_launches, counted.successful_launches,
    counted.average_payload_mass_kg, counted.average_launch_delay_seconds
);
