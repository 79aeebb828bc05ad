-- list: the launches themselves, the newest first.
SELECT
    chosen.launched_at,
    chosen.name,
    CASE chosen.success WHEN TRUE THEN 'success' WHEN FALSE THEN 'failure' ELSE 'unknown' END AS outcome,
    chosen.rocket_name AS rocket,
    coalesce(chosen.launchpad_name, 'unknown') AS site,
    carried.orbits,
    chosen.payload_mass_kg AS mass,
    flown.boosters,
    flown.landpads,
    chosen.failure_reason,
    coalesce(chosen.wikipedia_url, chosen.article_url, chosen.webcast_url) AS page
FROM chosen
LEFT JOIN (
    SELECT launch_id, string_agg(DISTINCT coalesce(orbit, 'unknown'), ', ') AS orbits
    FROM launch_payloads
    GROUP BY launch_id
) AS carried USING (launch_id)
LEFT JOIN (
    SELECT
        launch_id,
        string_agg(coalesce(core_serial, core_id), ', ' ORDER BY position) AS boosters,
        string_agg(landpad_name, ', ' ORDER BY position) AS landpads
    FROM launch_cores
    GROUP BY launch_id
) AS flown USING (launch_id)
ORDER BY chosen.launched_at DESC, chosen.launch_id
