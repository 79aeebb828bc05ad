-- slips_by_site: which launch sites keep their dates?
--
-- Grain: one row per launch site with a launch in the year before the newest one, the busiest first.
-- Caveats: from the first date that was known to the day, so only launches that were seen with one before they flew. Within
-- a day: less than 24 hours from that date.
SELECT launchpad_name, launches, within_a_day, slipped, slips, median_slip_days, greatest_slip_days
FROM slips_per_site
ORDER BY launches DESC, launchpad_name, launchpad_id;
