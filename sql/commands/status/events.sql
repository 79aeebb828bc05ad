-- events: the launches that came, changed, left or returned at the latest five instants: how many, and the first of each.
SELECT
    changed_at,
    event,
    count(*) AS launches,
    string_agg(concat(name, ' (' || changed_fields || ')'), ', ' ORDER BY place) FILTER (WHERE place <= 5)
        || CASE WHEN count(*) > 5 THEN ', ...' ELSE '' END AS named
FROM (
    SELECT
        changed_at,
        event,
        name,
        (SELECT string_agg(field, ', ') FROM jsonb_array_elements_text(fields) AS field) AS changed_fields,
        row_number() OVER (PARTITION BY changed_at, event ORDER BY launch_id) AS place
    FROM launch_events
    WHERE changed_at >= (
        SELECT min(latest.changed_at)
        FROM (
            SELECT valid_from AS changed_at FROM ops.launch_versions
            UNION
            SELECT valid_to FROM ops.launch_versions WHERE valid_to IS NOT NULL
            ORDER BY changed_at DESC
            LIMIT 5
        ) AS latest
    )
) AS events
GROUP BY changed_at, event
ORDER BY changed_at DESC, event;
