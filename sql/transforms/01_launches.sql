-- launches: one row per flown launch, with what analysts ask for most.

-- Rows that stay are updated, because rows of another program may refer to them. For INSERT: updated_at is the first
-- column of the table, and the others are those of the flattened one, in the same order.
DELETE FROM launches AS typed
USING affected
WHERE affected.launch_id = typed.launch_id
  AND NOT EXISTS (SELECT FROM flattened_launches AS launch WHERE launch.launch_id = typed.launch_id);

MERGE INTO launches AS typed
USING (
    SELECT affected.data_as_of, launch.*
    FROM affected
    JOIN flattened_launches AS launch ON launch.launch_id = affected.launch_id
) AS launch
ON launch.launch_id = typed.launch_id
WHEN MATCHED THEN
    UPDATE SET
        updated_at = launch.data_as_of,
        name = launch.name,
        flight_number = launch.flight_number,
        launched_at = launch.launched_at,
        launch_year = launch.launch_year,
        date_precision = launch.date_precision,
        static_fire_at = launch.static_fire_at,
        launch_delay_seconds = launch.launch_delay_seconds,
        success = launch.success,
        status = launch.status,
        failure_reason = launch.failure_reason,
        failure_seconds = launch.failure_seconds,
        is_crewed = launch.is_crewed,
        mission_type = launch.mission_type,
        constellation = launch.constellation,
        provider_id = launch.provider_id,
        provider_name = launch.provider_name,
        rocket_id = launch.rocket_id,
        rocket_name = launch.rocket_name,
        launchpad_id = launch.launchpad_id,
        launchpad_name = launch.launchpad_name,
        launchpad_latitude = launch.launchpad_latitude,
        launchpad_longitude = launch.launchpad_longitude,
        payload_count = launch.payload_count,
        payload_mass_kg = launch.payload_mass_kg,
        webcast_url = launch.webcast_url,
        article_url = launch.article_url,
        wikipedia_url = launch.wikipedia_url,
        details = launch.details
WHEN NOT MATCHED THEN
    INSERT VALUES (launch.*);
