-- expire: delete rows of cycles that changed nothing when they are old, the oldest first, some in each cycle.

-- Versions name the cycles that changed something. Freshness, MODE=auto and the next data_as_of need the last success of
-- each mode, an incremental cycle the last changes_until.
DELETE FROM ops.cycles
WHERE cycle_id IN (
    SELECT cycle_id
    FROM ops.cycles
    WHERE coalesce(inserted, 0) + coalesce(changed, 0) + coalesce(removed, 0) = 0
      AND started_at < clock_timestamp() - %(days)s * interval '1 day'
      AND status <> 'running'
      AND cycle_number <> ALL (ARRAY(
          SELECT last.cycle_number
          FROM unnest('{full, incremental, backfill}'::text[]) AS wanted (mode)
          CROSS JOIN LATERAL (
              SELECT cycle_number
              FROM ops.cycles
              WHERE status = 'succeeded' AND cycles.mode = wanted.mode
              ORDER BY cycle_number DESC
              LIMIT 1
          ) AS last
          UNION ALL
          (
              SELECT cycle_number
              FROM ops.cycles
              WHERE changes_until IS NOT NULL
              ORDER BY changes_until DESC, cycle_number DESC
              LIMIT 1
          )
      ))
    ORDER BY started_at
    LIMIT 1000
);
