-- affected: the first 50 launches that this cycle would change, and how.
SELECT affected.outcome, affected.launch_id, coalesce(launches.name, left_behind.name) AS name
FROM affected
LEFT JOIN launches USING (launch_id)
LEFT JOIN LATERAL (
    SELECT history.launch_data ->> 'name' AS name
    FROM raw_launches_history AS history
    WHERE history.id = affected.launch_id
    ORDER BY history.valid_from DESC
    LIMIT 1
) AS left_behind ON true
ORDER BY affected.outcome, affected.launch_id
LIMIT 50;
