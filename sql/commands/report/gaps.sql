-- gaps: the known gaps and errors of the data, and how many rows each affects.
SELECT gap, affected || coalesce(' of ' || out_of, '') AS how_many, meaning
FROM (
    SELECT 1 AS place, 'Launches without a known mass' AS gap,
        count(*) FILTER (WHERE payload_mass_kg IS NULL) AS affected, count(*) AS out_of,
        'No payload of theirs has one. Means of masses leave them out.' AS meaning
    FROM launches
    UNION ALL
    SELECT 2, 'Payloads without a known mass', count(*) FILTER (WHERE mass_kg IS NULL), count(*),
        'Sums of masses are too small by these.'
    FROM payloads
    UNION ALL
    SELECT 3, 'Launches without a static fire', count(*) FILTER (WHERE static_fire_at IS NULL), count(*),
        'There was none, or its date is not in the source. The time to launch leaves them out.'
    FROM launches
    UNION ALL
    SELECT 4, 'Static fires not dated before their launch', count(*) FILTER (WHERE launch_delay_seconds <= 0),
        count(static_fire_at), 'An error of the source. Only average_launch_delay_seconds includes them.'
    FROM launches
    UNION ALL
    SELECT 5, 'Launches of unknown outcome', count(*) FILTER (WHERE success IS NULL), count(*),
        'They count as launches, not as successes.'
    FROM launches
    UNION ALL
    SELECT 6, 'Launch times not exact to the hour', count(*) FILTER (WHERE date_precision <> 'hour'), count(*),
        'Their time is the start of their day, month or longer period.'
    FROM launches
    UNION ALL
    SELECT 7, 'Payloads that two launches list', (SELECT count(*) FROM launch_payloads) - count(*), count(*),
        'Counts of payloads include them once, for the earlier launch; the mass of both launches includes them.'
    FROM payloads
    UNION ALL
    SELECT 8, 'Payloads of unknown orbit', count(*) FILTER (WHERE orbit IS NULL), count(*), 'They are not counted under any orbit.'
    FROM payloads
    UNION ALL
    SELECT 9, 'Cores that the source does not name', count(*) FILTER (WHERE core_id IS NULL), count(*),
        'Flights per booster leave them out.'
    FROM launch_cores
    UNION ALL
    SELECT 10, 'Landings of unknown outcome', count(*) FILTER (WHERE landing_success IS NULL), count(*),
        'They count as attempts; rates of success leave them out.'
    FROM launch_cores
    WHERE landing_attempt
    UNION ALL
    SELECT 11, 'Customers spelled in more than one way', count(*) - count(DISTINCT lower(customer)), count(*),
        'Different in upper and lower case only; other spellings are not counted here.'
    FROM payloads_per_customer
    UNION ALL
    SELECT 12, 'Payloads, which are not satellites', count(*), NULL,
        'One can be a batch of Starlink, or all 143 satellites of Transporter-1, without a mass. Nothing counts satellites.'
    FROM payloads
    UNION ALL
    SELECT 13, 'Records in quarantine', open_rejected, NULL, 'Received and not loaded; see ops.rejected_records.'
    FROM freshness
) AS gaps
ORDER BY place;
