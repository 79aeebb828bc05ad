-- analyze: tell the planner how much was taken apart; it knows nothing of a temporary table by itself.
ANALYZE pg_temp.staged_launches (launch_id);
ANALYZE pg_temp.staged_payloads (launch_id);
ANALYZE pg_temp.staged_cores (launch_id);
