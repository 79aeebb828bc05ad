-- sites: launches by site, with the place.
SELECT
    max(launchpad_name) AS site,
    avg(launchpad_latitude) AS latitude,
    avg(launchpad_longitude) AS longitude,
    count(*) AS launches,
    count(*) FILTER (WHERE success) AS successful,
    max(launched_at) AS last_launch
FROM chosen
GROUP BY launchpad_id
ORDER BY launches DESC
