-- slips_by_rocket: by how much did the launches of each rocket slip in the last year, from the first date known to the day?
--
-- Grain: one row per rocket that flew in the year before the newest launch.
-- Caveats: only launches that were seen with such a date before they flew, so the history must be as old as their plans.
-- A slip that was made and taken back between two cycles was not seen. Empty with spacex-v4.
SELECT rocket_name, launches, within_a_day, slipped, slips, median_slip_days, greatest_slip_days
FROM slips_per_rocket
ORDER BY launches DESC, rocket_name;
