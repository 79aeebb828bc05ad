-- keep_present: launches that the source still has, although they did not come, count as received as they are stored.
INSERT INTO received (launch_id, document_id, upcoming)
SELECT version.launch_id, version.document_id, false
FROM ops.launch_versions AS version
WHERE version.valid_to IS NULL AND version.launch_id = ANY (%(launch_ids)s);
