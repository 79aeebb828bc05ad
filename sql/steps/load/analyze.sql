-- analyze: tell the planner how many launches were affected.
ANALYZE pg_temp.affected;
