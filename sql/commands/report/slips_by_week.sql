-- slips_by_week: how many planned dates moved each week, and which way?
--
-- Grain: one row per week (UTC, from Monday), the newest first; at least eight, at most 104.
-- Caveats: only dates known to the day, before and afterwards. A move back and forth between two cycles was not seen. Of the
-- weeks before the first cycle nothing is known.
WITH history AS (
    SELECT
        date_trunc('week', min(valid_from) AT TIME ZONE 'UTC') AS first_week,
        date_trunc('week', now() AT TIME ZONE 'UTC') AS this_week
    FROM launch_schedule
),

weeks AS (
    SELECT week, week >= first_week AS is_known
    FROM history
    CROSS JOIN LATERAL generate_series(
        greatest(least(first_week, this_week - interval '7 weeks'), this_week - interval '103 weeks'),
        this_week,
        interval '1 week'
    ) AS week
)

SELECT
    weeks.week AT TIME ZONE 'UTC' AS week,
    CASE WHEN weeks.is_known THEN coalesce(moved.later_by_a_day, 0) END AS later_by_a_day,
    CASE WHEN weeks.is_known THEN coalesce(moved.later_within_a_day, 0) END AS later_within_a_day,
    CASE WHEN weeks.is_known THEN coalesce(moved.earlier, 0) END AS earlier,
    moved.median_later_days,
    moved.greatest_later_days
FROM weeks
LEFT JOIN slips_per_week AS moved ON moved.week = weeks.week AT TIME ZONE 'UTC'
ORDER BY weeks.week DESC;
