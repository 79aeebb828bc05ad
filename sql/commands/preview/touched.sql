-- touched: what this cycle would do to which launch, the first of them.
SELECT touched.outcome, touched.launch_id, coalesce(launches.name, left_behind.name) AS name
FROM touched
LEFT JOIN launches USING (launch_id)
LEFT JOIN LATERAL (
    SELECT history.launch_data ->> 'name' AS name
    FROM raw_launches_history AS history
    WHERE history.id = touched.launch_id
    ORDER BY history.valid_from DESC
    LIMIT 1
) AS left_behind ON true
ORDER BY touched.outcome, touched.launch_id
LIMIT 50;
