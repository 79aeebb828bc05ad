-- freshness: hours since the last success (null: unknown), the last full cycle, the newest launch, the source.
SELECT
    (extract(epoch FROM clock_timestamp() - last_success_at) / 3600)::double precision AS age_hours,
    last_full_at,
    newest_launch_at,
    source,
    source_note
FROM freshness;
