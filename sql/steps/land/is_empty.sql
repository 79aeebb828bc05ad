-- is_empty: whether the warehouse holds no launch yet, so that no document can be known.
SELECT NOT EXISTS (SELECT FROM ops.launch_versions WHERE valid_to IS NULL);
