-- launches_agree_with_raw: every raw launch has its typed row, and no typed row is without its launch.
-- scope: full
SELECT coalesce(raw.id, typed.launch_id) AS launch_id,
       raw.id IS NOT NULL AS in_raw_launches,
       typed.launch_id IS NOT NULL AS in_launches
FROM raw_launches AS raw
FULL JOIN launches AS typed ON typed.launch_id = raw.id
WHERE raw.id IS NULL OR typed.launch_id IS NULL
LIMIT 20;
