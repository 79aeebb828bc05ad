-- analyze_affected: let the planner know how many launches are affected.
ANALYZE pg_temp.affected;
