-- cadence_by_year: how many days pass between two launches, year by year?
--
-- Grain: one row per calendar year (UTC) with a launch.
-- Caveats: over all sites; a gap belongs to the year of its later launch, so the very first launch has none. Days are
-- fractions. Instants with date_precision day or coarser are the first of their period.
--
-- The limit is above what there can be (the model takes 1900 to 2200): with it, Trino leaves the order to PostgreSQL.
SELECT launch_year, launches, average_days, median_days, shortest_days, longest_days
FROM cadence_per_year
ORDER BY launch_year
LIMIT 301;
