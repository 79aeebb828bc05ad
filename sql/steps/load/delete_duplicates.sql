-- delete_duplicates: documents of this cycle that are equal to the stored one: no version points to them.
DELETE FROM ops.documents AS stored
USING received
WHERE stored.document_id = received.document_id
  AND NOT EXISTS (SELECT FROM ops.launch_versions AS version WHERE version.document_id = received.document_id);
