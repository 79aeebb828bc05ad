-- affected_rows_agree_with_documents: what this cycle wrote for a launch is what its document was flattened into.
-- scope: incremental

-- A full compares every row, also those edited by hand: see sql/steps/check.
SELECT 'launches' AS relation, to_jsonb(typed) AS stored, to_jsonb(flattened) AS document
FROM (SELECT typed.* FROM affected JOIN launches AS typed USING (launch_id)) AS typed
FULL JOIN (
    SELECT flattened.* FROM affected JOIN flattened_launches AS flattened USING (launch_id)
) AS flattened USING (launch_id)
WHERE ROW (typed.*) IS DISTINCT FROM ROW (typed.updated_at, flattened.*)
UNION ALL
SELECT 'launch_payloads', to_jsonb(typed) AS stored, to_jsonb(flattened) AS document
FROM (SELECT typed.* FROM affected JOIN launch_payloads AS typed USING (launch_id)) AS typed
FULL JOIN (
    SELECT flattened.* FROM affected JOIN flattened_launch_payloads AS flattened USING (launch_id)
) AS flattened USING (launch_id, position)
WHERE ROW (typed.*) IS DISTINCT FROM ROW (flattened.*)
UNION ALL
SELECT 'launch_cores', to_jsonb(typed) AS stored, to_jsonb(flattened) AS document
FROM (SELECT typed.* FROM affected JOIN launch_cores AS typed USING (launch_id)) AS typed
FULL JOIN (
    SELECT flattened.* FROM affected JOIN flattened_launch_cores AS flattened USING (launch_id)
) AS flattened USING (launch_id, position)
WHERE ROW (typed.*) IS DISTINCT FROM ROW (flattened.*)
UNION ALL
SELECT 'launch_crew', to_jsonb(typed) AS stored, to_jsonb(flattened) AS document
FROM (SELECT typed.* FROM affected JOIN launch_crew AS typed USING (launch_id)) AS typed
FULL JOIN (
    SELECT flattened.* FROM affected JOIN flattened_launch_crew AS flattened USING (launch_id)
) AS flattened USING (launch_id, position)
WHERE ROW (typed.*) IS DISTINCT FROM ROW (flattened.*)
UNION ALL
SELECT 'upcoming_launches', to_jsonb(typed) AS stored, to_jsonb(flattened) AS document
FROM (SELECT typed.* FROM affected JOIN upcoming_launches AS typed USING (launch_id)) AS typed
FULL JOIN (
    SELECT flattened.* FROM affected JOIN flattened_upcoming_launches AS flattened USING (launch_id)
) AS flattened USING (launch_id)
WHERE ROW (typed.*) IS DISTINCT FROM ROW (typed.updated_at, flattened.*)
LIMIT 20;
