-- payloads_agree_with_launches: an affected launch's payload count and known mass are those of its payload rows.
-- scope: affected

-- To a relative 1e-12: the transform summed the numbers of JSON, this sums what double precision kept of them.
SELECT launch_id, typed.payload_count, counted.payloads, typed.payload_mass_kg, counted.mass_kg
FROM affected
JOIN launches AS typed USING (launch_id)
LEFT JOIN (
    SELECT launch_id, sum(amount) AS payloads, sum(mass_kg::numeric) AS mass_kg
    FROM affected
    JOIN launch_payloads USING (launch_id)
    GROUP BY launch_id
) AS counted USING (launch_id)
WHERE typed.payload_count IS DISTINCT FROM coalesce(counted.payloads, 0)
   OR (typed.payload_mass_kg IS NULL) <> (counted.mass_kg IS NULL)
   OR abs(typed.payload_mass_kg - counted.mass_kg) > 1e-12 * counted.mass_kg
LIMIT 20;
