-- launch_site_utilization, the seed's way: every document is read by Trino.
SELECT launchpad_name, count(*) AS launches, avg(payload_mass_kg) AS average_payload_mass_kg, count(payload_mass_kg) AS known_masses
FROM (
    SELECT
        json_extract_scalar(launch_data, '$.launchpad.id') AS launchpad_id,
        json_extract_scalar(launch_data, '$.launchpad.name') AS launchpad_name,
        reduce(
            CAST(json_extract(launch_data, '$.payloads') AS array(json)),
            CAST(NULL AS double),
            (sum, payload) -> coalesce(
                sum + CAST(json_extract_scalar(payload, '$.mass_kg') AS double),
                sum,
                CAST(json_extract_scalar(payload, '$.mass_kg') AS double)
            ),
            sum -> sum
        ) AS payload_mass_kg
    FROM raw_launches
)
GROUP BY launchpad_id, launchpad_name
ORDER BY launches DESC, launchpad_name, launchpad_id;
