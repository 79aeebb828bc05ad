-- gaps: what is known to be missing from the data or doubtful in them, and how much of it.
SELECT gap, affected || coalesce(' of ' || out_of, '') AS how_many, meaning
FROM (
    SELECT 1 AS place, 'Launches without a known mass' AS gap,
        count(*) FILTER (WHERE payload_mass_kg IS NULL) AS affected, count(*) AS out_of,
        'Of none of their payloads. They are in no mean of masses.' AS meaning
    FROM launches
    UNION ALL
    SELECT 2, 'Payloads without a known mass', count(*) FILTER (WHERE mass_kg IS NULL), count(*),
        'Every sum of masses is too small by theirs.'
    FROM payloads
    UNION ALL
    SELECT 3, 'Launches without a static fire', count(*) FILTER (WHERE static_fire_at IS NULL), count(*),
        'None was held, or the source does not say when. They are in no mean of delays.'
    FROM launches
    UNION ALL
    SELECT 4, 'Static fires dated after their launch', count(*) FILTER (WHERE launch_delay_seconds < 0), count(static_fire_at),
        'Wrong at the source. They are in the mean of launch_aggregates, and not in the analyses.'
    FROM launches
    UNION ALL
    SELECT 5, 'Launches of unknown outcome', count(*) FILTER (WHERE success IS NULL), count(*),
        'They count as launches and not as successes.'
    FROM launches
    UNION ALL
    SELECT 6, 'Launch times not exact to the hour', count(*) FILTER (WHERE date_precision <> 'hour'), count(*),
        'They stand at the first instant of their day, month or longer.'
    FROM launches
    UNION ALL
    SELECT 7, 'Payloads that two launches list', (SELECT count(*) FROM launch_payloads) - count(*), count(*),
        'They count for the earlier launch where payloads are counted, for both in the mass of a launch.'
    FROM payloads
    UNION ALL
    SELECT 8, 'Payloads of unknown orbit', count(*) FILTER (WHERE orbit IS NULL), count(*), 'They stand under no orbit.'
    FROM payloads
    UNION ALL
    SELECT 9, 'Cores that the source does not name', count(*) FILTER (WHERE core_id IS NULL), count(*),
        'They are in no count of flights per booster.'
    FROM launch_cores
    UNION ALL
    SELECT 10, 'Landings of unknown outcome', count(*) FILTER (WHERE landing_success IS NULL), count(*),
        'They are attempts, and in no rate of success.'
    FROM launch_cores
    WHERE landing_attempt
    UNION ALL
    SELECT 11, 'Customers spelled in more than one way', count(*) - count(DISTINCT lower(customer)), count(*),
        'By upper and lower case alone; other spellings of one customer are not counted here.'
    FROM payloads_per_customer
    UNION ALL
    SELECT 12, 'Records in quarantine', open_rejected, NULL, 'Served by the source and not loaded; see ops.rejected_records.'
    FROM freshness
) AS gaps
ORDER BY place;
