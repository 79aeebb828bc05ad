-- analyze: tell the planner how much was staged; it knows nothing of a temporary table by itself.
ANALYZE pg_temp.staged;
ANALYZE pg_temp.rejected;
