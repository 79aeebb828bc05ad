-- analyze: tell the planner how much was staged; it knows nothing of a temporary table by itself.

-- Not of the documents: no plan depends on what is in them, and to look into thousands takes its time.
ANALYZE pg_temp.staged (id, digest, upcoming);
ANALYZE pg_temp.rejected (record_id, digest);
