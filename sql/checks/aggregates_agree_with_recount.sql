-- aggregates_agree_with_recount: the one row of aggregates says what a recount from the payloads up says.
-- scope: full

-- Another way than the transform's, and one that parallel workers can share: masses are summed from the payload rows,
-- and the median lies in the middle between the values next to it, with half of them on either side. Which launches have
-- a known mass is taken from them.
SELECT stored.*, recounted.*
FROM launch_aggregates AS stored
FULL JOIN (
    SELECT
        counted.launches,
        counted.successes,
        (SELECT sum(mass_kg::numeric) FROM launch_payloads) / nullif(counted.weighed, 0) AS mass_kg,
        counted.delay / 1000000 AS delay_seconds,
        counted.static_fires,
        counted.impossible,
        counted.to_launch / 1000000 AS to_launch_seconds,
        counted.longest_to_median / 2e6 + counted.shortest_from_median / 2e6 AS median_seconds,
        counted.below_median,
        counted.above_median
    FROM (
        SELECT
            count(*) AS launches,
            count(nullif(success, false)) AS successes,
            count(payload_mass_kg) AS weighed,
            avg(delay) AS delay,
            count(*) FILTER (WHERE delay > 0) AS static_fires,
            count(*) FILTER (WHERE delay <= 0) AS impossible,
            avg(delay) FILTER (WHERE delay > 0) AS to_launch,
            max(delay) FILTER (WHERE delay > 0 AND delay <= median) AS longest_to_median,
            min(delay) FILTER (WHERE delay >= median) AS shortest_from_median,
            count(*) FILTER (WHERE delay > 0 AND delay < median) AS below_median,
            count(*) FILTER (WHERE delay > median) AS above_median
        FROM (
            SELECT
                success,
                payload_mass_kg,
                (launch_delay_seconds * 1000000)::bigint AS delay,
                (SELECT (median_static_fire_to_launch_seconds * 1000000)::bigint FROM launch_aggregates) AS median
            FROM launches
        ) AS launch
    ) AS counted
) AS recounted ON true
WHERE stored.id IS NULL
   OR stored.total_launches <> recounted.launches
   OR stored.successful_launches <> recounted.successes
   OR (stored.average_payload_mass_kg IS NULL) <> (recounted.mass_kg IS NULL)
   OR abs(stored.average_payload_mass_kg - recounted.mass_kg) > 1e-12 * abs(recounted.mass_kg)
   OR (stored.average_launch_delay_seconds IS NULL) <> (recounted.delay_seconds IS NULL)
   OR abs(stored.average_launch_delay_seconds - recounted.delay_seconds) > 1e-9 + 1e-12 * abs(recounted.delay_seconds)
   OR (stored.static_fires, stored.impossible_static_fires) <> (recounted.static_fires, recounted.impossible)
   OR (stored.average_static_fire_to_launch_seconds IS NULL) <> (recounted.to_launch_seconds IS NULL)
   OR abs(stored.average_static_fire_to_launch_seconds - recounted.to_launch_seconds)
      > 1e-12 * recounted.to_launch_seconds
   OR (stored.median_static_fire_to_launch_seconds IS NULL) <> (recounted.static_fires = 0)
   OR abs(stored.median_static_fire_to_launch_seconds - recounted.median_seconds) > 1e-6
   OR (stored.median_static_fire_to_launch_seconds IS NULL) <> (recounted.median_seconds IS NULL)
   OR 2 * greatest(recounted.below_median, recounted.above_median) > recounted.static_fires
LIMIT 20;
