-- has_flattened: whether this cycle has the tables that documents are flattened into.
SELECT to_regclass('pg_temp.flattened_launches') IS NOT NULL;
