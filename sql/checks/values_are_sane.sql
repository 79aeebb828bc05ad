-- values_are_sane: nothing in the affected rows that cannot be; the model refuses all of it before.
-- scope: affected
SELECT typed.launch_id, typed.name, typed.flight_number, typed.launched_at, typed.static_fire_at,
       typed.launchpad_latitude, typed.launchpad_longitude, typed.payload_mass_kg
FROM affected
JOIN launches AS typed USING (launch_id)
WHERE typed.launched_at NOT BETWEEN '1900-01-01T00:00Z' AND '2200-01-01T00:00Z'
   OR typed.static_fire_at NOT BETWEEN '1900-01-01T00:00Z' AND '2200-01-01T00:00Z'
   OR typed.launch_year NOT BETWEEN 1900 AND 2200
   OR typed.flight_number < 0
   OR typed.launchpad_latitude NOT BETWEEN -90 AND 90
   OR typed.launchpad_longitude NOT BETWEEN -180 AND 180
   OR typed.payload_mass_kg NOT BETWEEN 0 AND 1e15
   OR '' IN (typed.launch_id, typed.name, typed.rocket_id, typed.launchpad_id)
LIMIT 20;
