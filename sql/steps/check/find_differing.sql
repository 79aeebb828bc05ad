-- find_differing: typed rows that are not what the documents give, and where; either side is null where it has no such row.

-- When a row was written is in no document.
SELECT
    relation,
    launch_id,
    position,
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(typed) WHERE value IS DISTINCT FROM flattened -> key) AS stored,
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(flattened) WHERE value IS DISTINCT FROM typed -> key) AS document
FROM (
    SELECT 'launches', launch_id, NULL, to_jsonb(typed) - 'updated_at', to_jsonb(flattened)
    FROM launches AS typed
    FULL JOIN flattened_launches AS flattened USING (launch_id)
    WHERE ROW (typed.*) IS DISTINCT FROM ROW (typed.updated_at, flattened.*)
    UNION ALL
    SELECT 'launch_payloads', launch_id, position, to_jsonb(typed) - 'updated_at', to_jsonb(flattened)
    FROM launch_payloads AS typed
    FULL JOIN flattened_launch_payloads AS flattened USING (launch_id, position)
    WHERE ROW (typed.*) IS DISTINCT FROM ROW (flattened.*)
    UNION ALL
    SELECT 'launch_cores', launch_id, position, to_jsonb(typed) - 'updated_at', to_jsonb(flattened)
    FROM launch_cores AS typed
    FULL JOIN flattened_launch_cores AS flattened USING (launch_id, position)
    WHERE ROW (typed.*) IS DISTINCT FROM ROW (flattened.*)
    UNION ALL
    SELECT 'launch_crew', launch_id, position, to_jsonb(typed) - 'updated_at', to_jsonb(flattened)
    FROM launch_crew AS typed
    FULL JOIN flattened_launch_crew AS flattened USING (launch_id, position)
    WHERE ROW (typed.*) IS DISTINCT FROM ROW (flattened.*)
    UNION ALL
    SELECT 'upcoming_launches', launch_id, NULL, to_jsonb(typed) - 'updated_at', to_jsonb(flattened)
    FROM upcoming_launches AS typed
    FULL JOIN flattened_upcoming_launches AS flattened USING (launch_id)
    WHERE ROW (typed.*) IS DISTINCT FROM ROW (typed.updated_at, flattened.*)
) AS pair (relation, launch_id, position, typed, flattened)
LIMIT 20;
