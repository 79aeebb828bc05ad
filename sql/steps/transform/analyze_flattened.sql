-- analyze_flattened: let the planner know how much was flattened; it knows nothing of a temporary table by itself.
ANALYZE pg_temp.flattened_launches (launch_id);
ANALYZE pg_temp.flattened_launch_payloads (launch_id);
ANALYZE pg_temp.flattened_launch_cores (launch_id);
ANALYZE pg_temp.flattened_launch_crew (launch_id);
ANALYZE pg_temp.flattened_upcoming_launches (launch_id);
ANALYZE pg_temp.flattened_launch_schedule (document_id);
