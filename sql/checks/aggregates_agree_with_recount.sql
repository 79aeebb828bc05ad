-- aggregates_agree_with_recount: the one row of aggregates says what a recount from the payloads up says.
-- scope: full

-- Masses are summed from the payload rows and delays from the two instants: another way than the transform's. Which
-- launches have a known mass is taken from them; payloads_agree_with_launches holds that.
SELECT stored.*, recounted.*
FROM launch_aggregates AS stored
FULL JOIN (
    SELECT
        counted.launches,
        counted.successes,
        (SELECT sum(mass_kg::numeric) FROM launch_payloads) / nullif(counted.weighed, 0) AS mass_kg,
        counted.delay_seconds,
        counted.static_fires,
        counted.impossible,
        counted.to_launch_seconds,
        counted.median_seconds
    FROM (
        SELECT
            count(*) AS launches,
            count(nullif(success, false)) AS successes,
            count(payload_mass_kg) AS weighed,
            avg(extract(epoch FROM launched_at - static_fire_at))::double precision AS delay_seconds,
            count(*) FILTER (WHERE static_fire_at < launched_at) AS static_fires,
            count(*) FILTER (WHERE static_fire_at >= launched_at) AS impossible,
            (avg(extract(epoch FROM launched_at - static_fire_at)) FILTER (WHERE static_fire_at < launched_at))
                ::double precision AS to_launch_seconds,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM launched_at - static_fire_at))
                FILTER (WHERE static_fire_at < launched_at) AS median_seconds
        FROM launches
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
   OR (stored.median_static_fire_to_launch_seconds IS NULL) <> (recounted.median_seconds IS NULL)
   OR abs(stored.median_static_fire_to_launch_seconds - recounted.median_seconds) > 1e-12 * recounted.median_seconds
LIMIT 20;
