-- top_payload_mass, the seed's way: every document is read by Trino.
SELECT name, launched_at, payload_mass_kg
FROM (
    SELECT
        id,
        json_extract_scalar(launch_data, '$.name') AS name,
        from_iso8601_timestamp(json_extract_scalar(launch_data, '$.date_utc')) AS launched_at,
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
WHERE payload_mass_kg IS NOT NULL
ORDER BY payload_mass_kg DESC, launched_at, id
LIMIT 5;
