-- analyze: let the planner know how much was received; it knows nothing of a temporary table by itself.
ANALYZE pg_temp.received (launch_id, document_id, upcoming);
ANALYZE pg_temp.rejected (record_id, digest);
