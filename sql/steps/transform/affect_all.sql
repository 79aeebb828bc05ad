-- affect_all: a transform or a flattening file changed, so every launch's rows are built again; orphaned rows go too.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT coalesce(version.launch_id, typed.launch_id), 'rebuilt', %(data_as_of)s
FROM (
    -- What this cycle wrote is affected already.
    SELECT launch_id FROM ops.launch_versions WHERE valid_to IS NULL AND valid_from < %(data_as_of)s
) AS version
FULL JOIN launches AS typed ON typed.launch_id = version.launch_id
ON CONFLICT (launch_id) DO NOTHING;
