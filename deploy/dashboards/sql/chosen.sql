-- chosen: the launches of the time range and of the three variables, and the years that these launches could have.
WITH chosen AS (
    SELECT launches.*
    FROM launches
    WHERE $__timeFilter(launched_at)
        AND coalesce(launchpad_name, 'unknown') IN ($site)
        AND rocket_name IN ($rocket)
        AND launch_id IN (
            SELECT launch_id
            FROM launches
            LEFT JOIN launch_payloads AS carried USING (launch_id)
            WHERE coalesce(carried.orbit, 'unknown') IN ($orbit)
        )
),

years AS (
    SELECT generate_series(min(launch_year), max(launch_year)) AS launch_year
    FROM launches
    WHERE $__timeFilter(launched_at)
)
