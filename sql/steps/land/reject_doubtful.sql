-- reject_doubtful: those documents of a refused page that jsonb cannot hold, with PostgreSQL's own words.
INSERT INTO rejected (record_id, digest, raw, reasons)
SELECT
    d.id,
    d.digest,
    convert_to(d.document, 'UTF8'),
    jsonb_build_array(concat_ws(': ', 'PostgreSQL', problem.message, problem.detail))
FROM doubtful AS d
CROSS JOIN LATERAL pg_input_error_info(d.document, 'jsonb') AS problem
WHERE problem.sql_error_code IS NOT NULL;
