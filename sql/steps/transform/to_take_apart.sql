-- to_take_apart: the next launches of a rebuild whose documents this cycle has not taken apart yet, in order of their id.

-- Some at a time, so that a rebuild takes no more memory than a page.
SELECT array_agg(launch_id ORDER BY launch_id) AS ids
FROM (
    SELECT launch_id
    FROM affected
    WHERE outcome = 'rebuilt'
      AND launch_id > %(after)s
      AND NOT EXISTS (SELECT FROM staged_launches AS apart WHERE apart.launch_id = affected.launch_id)
    ORDER BY launch_id
    LIMIT 5000
) AS next;
