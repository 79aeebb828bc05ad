-- versions_do_not_overlap: at any instant a launch has one version at most.
-- scope: affected
SELECT affected.launch_id, history.valid_from, history.valid_to, later.valid_from AS next_valid_from
FROM affected
JOIN raw_launches_history AS history ON history.id = affected.launch_id
JOIN (
    SELECT id, valid_from FROM raw_launches_history
    UNION ALL
    SELECT id, updated_at FROM raw_launches
) AS later ON later.id = history.id AND later.valid_from > history.valid_from
WHERE later.valid_from < history.valid_to
LIMIT 20;
