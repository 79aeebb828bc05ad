-- foreign_relations: what has a name that a migration needs, and the statement that renames it.
WITH needed AS (
    SELECT *
    FROM unnest(%(schemas)s::text[], %(names)s::text[], %(functions)s::boolean[]) AS needed (schema, name, is_function)
),
existing AS (
    SELECT
        relnamespace AS namespace,
        relname AS name,
        false AS is_function,
        '' AS arguments,
        CASE relkind
            WHEN 'v' THEN 'VIEW'
            WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'f' THEN 'FOREIGN TABLE'
            WHEN 'S' THEN 'SEQUENCE'
            WHEN 'i' THEN 'INDEX'
            WHEN 'I' THEN 'INDEX'
            WHEN 'c' THEN 'TYPE'
            ELSE 'TABLE'
        END AS kind
    FROM pg_class
    UNION ALL
    -- A table has a type of its name, so it cannot be created beside another type. Types of relations are left out.
    SELECT typnamespace, typname, false, '', CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END
    FROM pg_type
    WHERE typrelid = 0
    UNION ALL
    SELECT pronamespace, proname, true, format('(%%s)', pg_get_function_identity_arguments(oid)), 'ROUTINE'
    FROM pg_proc
)
SELECT
    format('%%I.%%I', schema, name) AS relation,
    format('ALTER %%s %%I.%%I%%s RENAME TO %%I;', kind, schema, name, arguments, free_name) AS statement
FROM needed
JOIN pg_namespace ON nspname = schema
JOIN existing USING (name, is_function)
CROSS JOIN LATERAL (
    SELECT free_name
    FROM generate_series(1, 1000) AS number
    CROSS JOIN LATERAL (SELECT name || '_seed' || coalesce(nullif(number, 1)::text, '') AS free_name) AS candidate
    WHERE NOT EXISTS (
        SELECT FROM existing AS taken WHERE taken.namespace = pg_namespace.oid AND taken.name = free_name
    )
    ORDER BY number
    LIMIT 1
) AS free
WHERE existing.namespace = pg_namespace.oid
ORDER BY schema DESC, kind = 'INDEX', name, kind;
