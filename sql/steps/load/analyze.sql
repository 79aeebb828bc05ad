-- analyze: tell the planner how many launches were touched.
ANALYZE pg_temp.touched;
