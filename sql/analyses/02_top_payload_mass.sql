-- top_payload_mass: which five launches carried the most?
--
-- Grain: one row per launch, heaviest first; equal masses in the order of their launches.
-- Caveats: the sum of the known masses; a launch none of whose masses is known does not take part.
SELECT name, launched_at, payload_mass_kg
FROM launches
WHERE payload_mass_kg IS NOT NULL
ORDER BY payload_mass_kg DESC, launched_at, launch_id
LIMIT 5;
