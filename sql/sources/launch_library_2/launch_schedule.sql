-- launch_schedule: the schedule in each document, also of a version that was true earlier.
-- versions: all
INSERT INTO flattened_launch_schedule (
    document_id, scheduled_at, schedule_precision, window_start_at, window_end_at, status, has_flown
)
SELECT
    stored.document_id,
    launch.net,
    (ARRAY[
        'second', 'minute', 'hour', NULL, NULL, 'day', NULL, 'month', 'quarter', 'quarter', 'quarter', 'quarter',
        'half', 'half', 'year', 'year', 'year'
    ])[1 + (launch.net_precision ->> 'id')::integer],
    launch.window_start,
    launch.window_end,
    launch.status ->> 'abbrev',
    (launch.status ->> 'id')::integer IN (3, 4, 7, 9)
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_to_record(stored.document) AS launch (
    net timestamptz,
    net_precision jsonb,
    window_start timestamptz,
    window_end timestamptz,
    status jsonb
)
WHERE stored.document_id = ANY (%(document_ids)s);
