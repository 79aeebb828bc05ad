-- count_blocks: the size of the table of rejected records, which is written into the quarantine by ranges of blocks.
SELECT pg_relation_size('pg_temp.rejected') / current_setting('block_size')::integer;
