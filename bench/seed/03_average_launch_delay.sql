-- average_launch_delay, the seed's way: every document is read by Trino.
SELECT
    launch_year,
    static_fires,
    (element_at(hours, (static_fires + 1) / 2) + element_at(hours, static_fires / 2 + 1)) / 2 AS median_hours,
    average_hours,
    maximum_hours,
    impossible,
    without_static_fire
FROM (
    SELECT
        launch_year,
        count_if(delay_seconds > 0) AS static_fires,
        array_sort(array_agg(delay_seconds / 3600) FILTER (WHERE delay_seconds > 0)) AS hours,
        avg(delay_seconds) FILTER (WHERE delay_seconds > 0) / 3600 AS average_hours,
        max(delay_seconds) FILTER (WHERE delay_seconds > 0) / 3600 AS maximum_hours,
        count_if(delay_seconds <= 0) AS impossible,
        count_if(delay_seconds IS NULL) AS without_static_fire
    FROM (
        SELECT
            year(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.date_utc'))) AS launch_year,
            to_unixtime(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.date_utc')))
                - to_unixtime(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.static_fire_date_utc')))
                AS delay_seconds
        FROM raw_launches
    )
    GROUP BY launch_year
)
ORDER BY launch_year;
