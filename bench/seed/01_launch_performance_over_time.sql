-- launch_performance_over_time, the seed's way: every document is read by Trino.
SELECT
    year(from_iso8601_timestamp(json_extract_scalar(launch_data, '$.date_utc'))) AS launch_year,
    count(*) AS launches,
    count_if(json_extract_scalar(launch_data, '$.success') = 'true') AS successful,
    CAST(count_if(json_extract_scalar(launch_data, '$.success') = 'true') AS double) / count(*) AS success_rate
FROM raw_launches
GROUP BY 1
ORDER BY 1;
