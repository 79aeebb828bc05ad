-- next_to_flatten: the next documents of a rebuild that this cycle has not flattened yet, by their number.

-- Some at a time, so that a rebuild takes no more memory than a page.
SELECT array_agg(document_id ORDER BY document_id)
FROM (
    SELECT version.document_id
    FROM ops.launch_versions AS version
    WHERE version.valid_to IS NULL
      AND version.valid_from < %(data_as_of)s
      AND version.document_id > %(after)s
      AND NOT EXISTS (SELECT FROM flattened_launches AS done WHERE done.launch_id = version.launch_id)
      AND NOT EXISTS (SELECT FROM flattened_upcoming_launches AS done WHERE done.launch_id = version.launch_id)
    ORDER BY version.document_id
    LIMIT 5000
) AS next;
