-- analyze: tell the planner how many launches were touched and taken apart; it knows nothing of a temporary table by itself.
ANALYZE pg_temp.touched;
ANALYZE pg_temp.staged_launches (launch_id);
ANALYZE pg_temp.staged_payloads (launch_id);
ANALYZE pg_temp.staged_cores (launch_id);
