-- launches: one row per flown launch, with what analysts ask for most.

-- Rows that stay are updated, because rows of another program may refer to them. updated_at is the first column of the
-- table; the others are those of the flattened one, in the same order.
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
    UPDATE SET (
        updated_at, launch_id, name, flight_number, launched_at, launch_year, date_precision, static_fire_at,
        launch_delay_seconds, success, status, failure_reason, failure_seconds, is_crewed, mission_type,
        constellation, provider_id, provider_name, rocket_id, rocket_name, launchpad_id, launchpad_name,
        launchpad_latitude, launchpad_longitude, payload_count, payload_mass_kg, webcast_url, article_url,
        wikipedia_url, details
    ) = ROW (launch.*)
WHEN NOT MATCHED THEN
    INSERT VALUES (launch.*);
