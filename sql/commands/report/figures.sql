-- figures: the numbers at the top of the report.
SELECT figure, note
FROM (
    SELECT 1 AS place, to_char(total_launches, 'FM999,999,990') AS figure, 'launches flown' AS note
    FROM launch_aggregates
    UNION ALL
    SELECT 2, coalesce(round(100.0 * successful_launches / nullif(total_launches, 0), 1) || ' %', '-'), 'of them succeeded'
    FROM launch_aggregates
    UNION ALL
    SELECT 3, coalesce(to_char(sum(mass_kg::numeric) / 1000, 'FM999,999,990') || ' t', '-'), 'launched, of the known masses'
    FROM payloads
    UNION ALL
    SELECT 4, to_char(count(*) FILTER (WHERE counted_flight > 1), 'FM999,999,990'), 'flights of used boosters'
    FROM core_flights
    UNION ALL
    SELECT 5, coalesce(to_char(newest_launch_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), '-'), 'the newest launch'
    FROM freshness
    UNION ALL
    SELECT 6, coalesce(to_char(last_success_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'never'), 'last loaded'
    FROM freshness
) AS figures
ORDER BY place;
