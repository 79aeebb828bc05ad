-- launch_site_utilization: how much is each site used, and for what masses?
--
-- Grain: one row per launch site, busiest first; equally busy ones by name. The hundred busiest, of five that there are.
-- Caveats: the average is over the launches with a known mass; known_masses says how many those are, and the average
-- is null when there is none. Failed launches count too.
SELECT launchpad_name, launches, average_payload_mass_kg, known_masses
FROM launches_per_site
ORDER BY launches DESC, launchpad_name, launchpad_id
LIMIT 100;
