-- customers: for which twenty-five customers did most payloads fly?
--
-- Grain: one row per customer as the source spells it, most payloads first; equally many by known mass, then by name.
-- Caveats: some are spelled in two ways (EchoStar and Echostar, NRO and National Reconnaissance Office) and are two
-- rows. A payload of several customers counts for each, one without a customer for none, one that two launches list
-- once. Masses are the known ones; null when none is. A payload can be many satellites.
SELECT customer, payloads, launches, known_masses, mass_kg, first_launched_at, last_launched_at
FROM payloads_per_customer
ORDER BY payloads DESC, mass_kg DESC NULLS LAST, customer
LIMIT 25;
