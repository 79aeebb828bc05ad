-- committed: the numbers that PostgreSQL and Trino must both show after a cycle.
SELECT
    total_launches,
    successful_launches,
    average_payload_mass_kg,
    average_launch_delay_seconds,
    (SELECT count(*) FROM raw_launches) AS raw_launches,
    (SELECT count(*) FROM launches) AS launches,
    (SELECT count(*) FROM launch_payloads) AS launch_payloads,
    (SELECT count(*) FROM launch_cores) AS launch_cores,
    (SELECT count(*) FROM launch_crew) AS launch_crew
FROM launch_aggregates;
