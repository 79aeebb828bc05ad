-- cores_belong_to_launches: no core row is without its launch.
-- scope: full
SELECT core.launch_id, core.position
FROM launch_cores AS core
WHERE NOT EXISTS (SELECT FROM launches AS typed WHERE typed.launch_id = core.launch_id)
LIMIT 20;
