-- cadence_by_site: how many days pass between two launches of the same site?
--
-- Grain: one row per launch site, shortest median first; equal ones by name. Sites with one launch, last, have no gap.
-- Caveats: over the site's whole time, also when it was out of use (CCSFS SLC 40 after the Amos-6 explosion), which is
-- why the median says more than the average. Days are fractions.
SELECT launchpad_name, launches, average_days, median_days, shortest_days, longest_days
FROM cadence_per_site
ORDER BY median_days NULLS LAST, launchpad_name, launchpad_id
LIMIT 100;
