-- discard: delete the documents of cycles that failed: they lie above the greatest number that a version names.
DELETE FROM ops.documents
WHERE document_id > (SELECT coalesce(max(document_id), 0) FROM ops.launch_versions);
