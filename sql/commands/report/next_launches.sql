-- next_launches: which launches come next, and in how long?
--
-- Grain: one row per launch that has not flown, earliest first; the first twenty.
-- Caveats: a date is "not earlier than". Where only the month, or a longer period, is known there is no countdown, and the
-- launch stands at the end of that period. Dates that passed more than two days ago are last: the source has not said
-- how these launches went, or when they come.
SELECT
    name,
    CASE
        WHEN schedule_precision = 'day' AND days = 0 THEN 'today'
        WHEN schedule_precision = 'day' AND days > 0 THEN 'in ' || days || ' d'
        WHEN schedule_precision = 'day' THEN -days || ' d ago'
        WHEN schedule_precision IN ('second', 'minute', 'hour') THEN CASE
            WHEN remaining >= interval '1 day' THEN to_char(remaining, '"in "FMDD" d "FMHH24" h"')
            WHEN remaining >= interval '0' THEN to_char(remaining, '"in "FMHH24" h "FMMI" min"')
            WHEN remaining > interval '-1 day' THEN to_char(-remaining, 'FMHH24" h "FMMI" min ago"')
            ELSE to_char(-remaining, 'FMDD" d "FMHH24" h ago"')
        END
    END AS countdown,
    to_char(scheduled_at AT TIME ZONE 'UTC', CASE
        WHEN schedule_precision = 'month' THEN 'YYYY-MM'
        WHEN schedule_precision = 'quarter' THEN 'YYYY "Q"Q'
        WHEN schedule_precision = 'half' AND extract(month FROM scheduled_at AT TIME ZONE 'UTC') <= 6 THEN 'YYYY "H1"'
        WHEN schedule_precision = 'half' THEN 'YYYY "H2"'
        WHEN schedule_precision = 'year' THEN 'YYYY'
        WHEN schedule_precision = 'day' THEN 'YYYY-MM-DD'
        WHEN schedule_precision IS NULL THEN '"perhaps "YYYY-MM-DD'
        ELSE 'YYYY-MM-DD HH24:MI'
    END) AS planned_for,
    status,
    launchpad_name
FROM (
    SELECT
        upcoming_launches.*,
        scheduled_at - now() AS remaining,
        (scheduled_at AT TIME ZONE 'UTC')::date - (now() AT TIME ZONE 'UTC')::date AS days
    FROM upcoming_launches
) AS upcoming
ORDER BY scheduled_at < now() - interval '2 days', scheduled_at, launch_id
LIMIT 20;
