-- foreign_relations: what has a name that the migrations need, and the statement that renames it.
WITH needed AS (
    SELECT 'public' AS schema, unnest('{
        raw_launches, raw_launches_history, launches, launch_payloads, launch_cores, launch_crew, launch_aggregates,
        launch_changes, launch_events, freshness, payloads, core_flights, flights_per_core, reuse_per_year,
        landings_per_landpad, landings_per_year, launch_gaps, launches_per_year, launches_per_month,
        launches_per_site, cadence_per_year, cadence_per_site, mass_per_year_and_orbit,
        mass_per_year_and_constellation, payloads_per_customer, corrections, cycles,
        launches_pkey, launches_launched_at, launch_payloads_pkey, launch_cores_pkey, launch_crew_pkey,
        launch_aggregates_pkey
    }'::text[]) AS name
    UNION ALL
    SELECT 'ops', unnest('{
        migrations, source, transforms, cycles, rejected_records, documents, launch_versions,
        migrations_pkey, source_pkey, transforms_pkey, cycles_pkey, cycles_data_as_of_key, cycles_status_started_at,
        rejected_records_pkey, rejected_records_open, documents_pkey, launch_versions_pkey, launch_versions_current,
        launch_versions_ended
    }'::text[])
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
    format('%I.%I', schema, name) AS relation,
    format('ALTER %s %I.%I RENAME TO %I;', kind, schema, name, free_name) AS statement
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
