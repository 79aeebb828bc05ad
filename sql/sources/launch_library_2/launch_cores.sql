-- launch_cores: the first-stage cores of each flown launch, in the order of their ids.

-- Where the source does not know which core flew, it names a placeholder, such as "Unknown F9".
INSERT INTO flattened_launch_cores (
    launch_id, position, core_id, core_serial, flight, reused, landing_attempt, landing_success, landing_type,
    landpad_id, landpad_name
)
SELECT
    stored.document ->> 'id',
    row_number() OVER (PARTITION BY stored.document_id ORDER BY stage.id),
    core.serial_number,
    core.serial_number,
    stage.launcher_flight_number,
    stage.reused,
    (stage.landing ->> 'attempt')::boolean,
    (stage.landing ->> 'success')::boolean,
    nullif(stage.landing #>> '{type,abbrev}', 'N/A'),
    nullif(stage.landing #>> '{landing_location,abbrev}', 'N/A'),
    nullif(stage.landing #>> '{landing_location,name}', 'N/A')
FROM ops.documents AS stored
CROSS JOIN LATERAL jsonb_to_recordset(stored.document #> '{rocket,launcher_stage}') AS stage (
    id bigint,
    launcher_flight_number integer,
    reused boolean,
    launcher jsonb,
    landing jsonb
)
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN (stage.launcher ->> 'is_placeholder')::boolean IS NOT true
             AND NOT starts_with(stage.launcher ->> 'serial_number', 'Unknown')
            THEN nullif(stage.launcher ->> 'serial_number', '')
        END AS serial_number
) AS core
WHERE stored.document_id = ANY (%(document_ids)s)
  AND (stored.document #>> '{status,id}')::integer IN (3, 4, 7, 9);
