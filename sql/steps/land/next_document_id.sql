-- next_document_id: the number of the next document; it only grows, so the key's index is written at its end.
SELECT coalesce(max(document_id), 0) + 1 FROM ops.launch_versions;
