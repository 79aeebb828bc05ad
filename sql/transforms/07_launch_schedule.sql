-- launch_schedule: the schedule of a launch from one instant on; a row for each time that one of its values changed.

-- In a rebuild all versions are flattened, and the schedule of each launch is made again from the first one on.
DELETE FROM launch_schedule AS stored
USING ops.launch_versions AS version
JOIN flattened_launch_schedule AS flattened ON flattened.document_id = version.document_id
WHERE version.launch_id = stored.launch_id
  AND version.valid_from < (SELECT max(affected.data_as_of) FROM affected);

-- What holds until now ends where the launch left, or its new version has another schedule.
UPDATE launch_schedule AS stored
SET valid_to = affected.data_as_of
FROM affected
LEFT JOIN ops.launch_versions AS version ON version.launch_id = affected.launch_id AND version.valid_to IS NULL
LEFT JOIN flattened_launch_schedule AS now ON now.document_id = version.document_id
WHERE stored.launch_id = affected.launch_id
  AND stored.valid_to IS NULL
  AND (
      now.scheduled_at, now.schedule_precision, now.window_start_at, now.window_end_at, now.status, now.has_flown
  ) IS DISTINCT FROM (
      stored.scheduled_at, stored.schedule_precision, stored.window_start_at, stored.window_end_at, stored.status,
      stored.has_flown
  );

-- Versions that follow each other with one schedule are one row. Outside of a rebuild only the new version is flattened.
INSERT INTO launch_schedule (
    launch_id, valid_from, valid_to, scheduled_at, schedule_precision, window_start_at, window_end_at, status, has_flown
)
SELECT
    period.launch_id,
    min(period.valid_from),
    CASE WHEN bool_or(period.valid_to IS NULL) THEN NULL ELSE max(period.valid_to) END,
    period.scheduled_at,
    period.schedule_precision,
    period.window_start_at,
    period.window_end_at,
    period.status,
    period.has_flown
FROM (
    SELECT numbered.*, sum(numbered.begins) OVER (PARTITION BY numbered.launch_id ORDER BY numbered.valid_from) AS number
    FROM (
        SELECT
            version.launch_id,
            version.valid_from,
            version.valid_to,
            flattened.scheduled_at,
            flattened.schedule_precision,
            flattened.window_start_at,
            flattened.window_end_at,
            flattened.status,
            flattened.has_flown,
            CASE
                WHEN lag(version.valid_to) OVER versions = version.valid_from
                 AND lag(flattened.schedule) OVER versions = flattened.schedule
                THEN 0
                ELSE 1
            END AS begins
        FROM ops.launch_versions AS version
        JOIN (
            SELECT
                each.*,
                jsonb_build_array(
                    each.scheduled_at, each.schedule_precision, each.window_start_at, each.window_end_at, each.status,
                    each.has_flown
                ) AS schedule
            FROM flattened_launch_schedule AS each
        ) AS flattened ON flattened.document_id = version.document_id
        WINDOW versions AS (PARTITION BY version.launch_id ORDER BY version.valid_from)
    ) AS numbered
) AS period
WHERE NOT EXISTS (
    SELECT FROM launch_schedule AS stored WHERE stored.launch_id = period.launch_id AND stored.valid_to IS NULL
)
GROUP BY
    period.launch_id, period.number, period.scheduled_at, period.schedule_precision, period.window_start_at,
    period.window_end_at, period.status, period.has_flown;
