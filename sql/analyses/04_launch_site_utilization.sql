-- launch_site_utilization: how much is each site used, and for what masses?
--
-- Grain: one row per launch site, busiest first.
-- Caveats: the average is over the launches with a known mass; known_masses says how many those are.
SELECT
    launchpad_name,
    count(*) AS launches,
    avg(payload_mass_kg) AS average_payload_mass_kg,
    count(payload_mass_kg) AS known_masses
FROM launches
GROUP BY launchpad_name
ORDER BY launches DESC, launchpad_name;
