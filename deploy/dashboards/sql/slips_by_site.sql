-- slips_by_site: how the launches of each site kept their dates, in the year before the newest launch.
SELECT
    launchpad_name AS site,
    launches,
    within_a_day,
    slipped,
    slips,
    median_slip_days AS median,
    greatest_slip_days AS greatest
FROM slips_per_site
ORDER BY launches DESC, launchpad_name
