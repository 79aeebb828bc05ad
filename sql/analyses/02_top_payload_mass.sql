-- top_payload_mass: which five launches carried the most?
--
-- Grain: one row per launch, heaviest first; equal masses in the order of their launches, so the list is cut among
-- equals: 15,600 kg flew many times.
-- Caveats: the sum of the known masses, so too small where some are unknown; a launch none of whose masses is known
-- does not take part (Transporter-1: one payload for 143 satellites). A payload that two launches list counts for both.
SELECT name, launched_at, payload_mass_kg
FROM launches
WHERE payload_mass_kg IS NOT NULL
ORDER BY payload_mass_kg DESC, launched_at, launch_id
LIMIT 5;
