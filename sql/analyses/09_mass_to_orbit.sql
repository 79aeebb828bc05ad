-- mass_to_orbit: how much mass went to which orbit, year by year?
--
-- Grain: one row per calendar year (UTC) and orbit with a payload, heaviest orbit of a year first.
-- Caveats: a payload that two launches list counts once, at the earlier one. Masses are the known ones: null when none
-- is, too small where known_masses < payloads. mass_kg is what was launched, successful_mass_kg what was launched by a
-- success; the difference is lost or of unknown outcome. The orbit is the one planned; null: unknown. A payload can be
-- many satellites, and one without a mass can be a whole rideshare: Transporter-1 is one payload for 143.
SELECT launch_year, orbit, payloads, known_masses, mass_kg, successful_mass_kg
FROM mass_per_year_and_orbit
ORDER BY launch_year, mass_kg DESC NULLS LAST, orbit NULLS LAST;
