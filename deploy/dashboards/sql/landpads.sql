-- landpads: attempts to land, by where.
SELECT
    coalesce(max(core.landpad_name), core.landpad_id, 'elsewhere') AS place,
    max(core.landing_type) AS type,
    count(*) AS attempts,
    count(*) FILTER (WHERE core.landing_success) AS landings,
    min(chosen.launched_at) AS first_attempt_at,
    max(chosen.launched_at) AS last_attempt_at
FROM chosen
JOIN launch_cores AS core USING (launch_id)
WHERE core.landing_attempt
GROUP BY core.landpad_id
ORDER BY attempts DESC, place
