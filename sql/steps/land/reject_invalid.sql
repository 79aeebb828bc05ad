-- reject_invalid: reject the documents of a refused page that jsonb cannot hold, with PostgreSQL's own words.
WITH invalid AS MATERIALIZED (
    SELECT page.*, error.message, error.detail
    FROM retry_page AS page
    CROSS JOIN LATERAL pg_input_error_info(page.document, 'jsonb') AS error
    WHERE error.sql_error_code IS NOT NULL
),
kept AS (
    INSERT INTO rejected (record_id, digest, raw, reasons)
    SELECT launch_id, digest, convert_to(document, 'UTF8'), jsonb_build_array(concat_ws(': ', 'PostgreSQL', message, detail))
    FROM invalid
)
SELECT document_id FROM invalid;
