-- find_parts: ranges of blocks of the table of rejected records, of 4 MB each with what they store out of line.
SELECT format('(%s,0)', first) AS begins, format('(%s,0)', first + step) AS ends
FROM (
    SELECT
        pg_relation_size('pg_temp.rejected') / current_setting('block_size')::bigint AS blocks,
        pg_table_size('pg_temp.rejected') AS bytes
) AS size
CROSS JOIN LATERAL (SELECT greatest(1, blocks * 4 * 1024 * 1024 / greatest(1, bytes)) AS step) AS part
CROSS JOIN LATERAL generate_series(0, blocks - 1, step) AS first
ORDER BY first;
