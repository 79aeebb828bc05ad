-- foreign_relations: what has a name that a migration needs, and the statement that renames it.
WITH needed AS (
    SELECT * FROM unnest(%(schemas)s::text[], %(names)s::text[]) AS needed (schema, name)
),
existing AS (
    SELECT
        relnamespace AS namespace,
        relname AS name,
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
    SELECT typnamespace, typname, CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END
    FROM pg_type
    WHERE typrelid = 0
)
SELECT
    format('%%I.%%I', schema, name) AS relation,
    format('ALTER %%s %%I.%%I RENAME TO %%I;', kind, schema, name, free_name) AS statement
FROM needed
JOIN pg_namespace ON nspname = schema
JOIN existing USING (name)
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
