-- slips_by_rocket: how the launches of each rocket kept their dates, in the year before the newest launch.
SELECT
    rocket_name AS rocket,
    launches,
    within_a_day,
    slipped,
    slips,
    median_slip_days AS median,
    greatest_slip_days AS greatest
FROM slips_per_rocket
ORDER BY launches DESC, rocket_name
