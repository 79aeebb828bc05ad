-- next_version_to_flatten: the next versions of a rebuild whose schedule is not flattened yet, by their documents' number.
SELECT array_agg(document_id ORDER BY document_id)
FROM (
    SELECT version.document_id
    FROM ops.launch_versions AS version
    WHERE version.valid_from < %(data_as_of)s
      AND version.document_id > %(after)s
      AND NOT EXISTS (
          SELECT FROM flattened_launch_schedule AS done WHERE done.document_id = version.document_id
      )
    ORDER BY version.document_id
    LIMIT 5000
) AS next;
