-- moved: planned dates that moved, by week; from the first week of the time range to the last one.
SELECT
    to_char(week AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS week,
    later_by_a_day AS "later by a day",
    later_within_a_day AS "later within a day",
    earlier
FROM slips_per_week
WHERE $__timeFilter(week)
ORDER BY slips_per_week.week
