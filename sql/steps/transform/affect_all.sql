-- affect_all: a transform or a flattening file changed, so every launch's rows are built again; orphaned rows go too.

-- What this cycle wrote is affected already.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT launch_id, 'rebuilt', %(data_as_of)s
FROM (
    SELECT launch_id FROM ops.launch_versions WHERE valid_to IS NULL AND valid_from < %(data_as_of)s
    UNION
    SELECT launch_id FROM launches
    UNION
    SELECT launch_id FROM launch_payloads
    UNION
    SELECT launch_id FROM launch_cores
    UNION
    SELECT launch_id FROM launch_crew
    UNION
    SELECT launch_id FROM upcoming_launches
) AS stored
ON CONFLICT (launch_id) DO NOTHING;
