-- upcoming_launches: one row per launch that has not flown yet.
DELETE FROM upcoming_launches AS typed
USING affected
WHERE affected.launch_id = typed.launch_id
  AND NOT EXISTS (SELECT FROM flattened_upcoming_launches AS launch WHERE launch.launch_id = typed.launch_id);

MERGE INTO upcoming_launches AS typed
USING (
    SELECT affected.data_as_of, launch.*
    FROM affected
    JOIN flattened_upcoming_launches AS launch ON launch.launch_id = affected.launch_id
) AS launch
ON launch.launch_id = typed.launch_id
WHEN MATCHED THEN
    UPDATE SET
        updated_at = launch.data_as_of,
        name = launch.name,
        scheduled_at = launch.scheduled_at,
        schedule_precision = launch.schedule_precision,
        window_start_at = launch.window_start_at,
        window_end_at = launch.window_end_at,
        status = launch.status,
        probability = launch.probability,
        rocket_id = launch.rocket_id,
        rocket_name = launch.rocket_name,
        launchpad_id = launch.launchpad_id,
        launchpad_name = launch.launchpad_name,
        launchpad_latitude = launch.launchpad_latitude,
        launchpad_longitude = launch.launchpad_longitude,
        provider_id = launch.provider_id,
        provider_name = launch.provider_name,
        mission_name = launch.mission_name,
        mission_type = launch.mission_type,
        orbit = launch.orbit
WHEN NOT MATCHED THEN
    INSERT VALUES (launch.*);
