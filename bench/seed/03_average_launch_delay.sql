-- average_launch_delay, the seed's way: every document is read by Trino.
SELECT
    launch_year,
    count(*) AS launches,
    avg(delay_seconds) / 3600 AS average_delay_hours,
    max(delay_seconds) / 3600 AS maximum_delay_hours
FROM (
    SELECT
        year(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.date_utc'))) AS launch_year,
        to_unixtime(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.date_utc')))
            - to_unixtime(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.static_fire_date_utc')))
            AS delay_seconds
    FROM raw_launches
)
WHERE delay_seconds > 0
GROUP BY launch_year
ORDER BY launch_year;
