-- 0007_create_grouping_views: views that group and join for analysts, because Trino moves whole tables to do it.

-- Trino lets PostgreSQL filter, sum and sort, but neither GROUP BY a text nor count what a condition selects, and no
-- window. A view does that here, and one PostgreSQL statement sees one committed state.
-- Means are taken in numeric and cast once, as in launch_aggregates: no order of rows changes a bit.

-- A payload, at the launch that flew it: the earlier one where two launches list it.
CREATE VIEW payloads AS
SELECT DISTINCT ON (listed.payload_id)
    listed.payload_id,
    listed.launch_id,
    listed.position,
    launch.launched_at,
    launch.launch_year,
    launch.success AS launch_success,
    listed.name,
    listed.type,
    listed.constellation,
    listed.orbit,
    listed.regime,
    listed.mass_kg,
    listed.reused,
    listed.customers,
    listed.nationalities
FROM launch_payloads AS listed
JOIN launches AS launch USING (launch_id)
ORDER BY listed.payload_id, launch.launched_at, listed.launch_id, listed.position;

COMMENT ON VIEW payloads IS 'A payload, at the launch that flew it; of two launches that list it, the earlier one.';
COMMENT ON COLUMN payloads.payload_id IS 'The source''s id.';
COMMENT ON COLUMN payloads.launch_id IS 'The launch.';
COMMENT ON COLUMN payloads.position IS 'Its position in the list of the launch, from 1.';
COMMENT ON COLUMN payloads.launched_at IS 'When the launch flew.';
COMMENT ON COLUMN payloads.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN payloads.launch_success IS 'Whether that launch succeeded; null: unknown.';
COMMENT ON COLUMN payloads.name IS 'As served.';
COMMENT ON COLUMN payloads.type IS 'As served, such as Satellite or Crew Dragon.';
COMMENT ON COLUMN payloads.constellation IS '`Starlink` where the name begins so; null: none that is known.';
COMMENT ON COLUMN payloads.orbit IS 'The planned orbit, also where the launch failed; null: unknown.';
COMMENT ON COLUMN payloads.regime IS 'The regime of the orbit, such as geostationary; null: unknown.';
COMMENT ON COLUMN payloads.mass_kg IS 'Null: unknown.';
COMMENT ON COLUMN payloads.reused IS 'Whether it had flown before; null: unknown.';
COMMENT ON COLUMN payloads.customers IS 'A list of names, as the source spells them.';
COMMENT ON COLUMN payloads.nationalities IS 'A list of countries.';

-- A flight of a known core, with the time since its flight before.
CREATE VIEW core_flights AS
SELECT
    core.core_id,
    core.core_serial,
    core.launch_id,
    core.position,
    launch.name,
    launch.launched_at,
    launch.launch_year,
    core.flight,
    row_number() OVER flown AS counted_flight,
    extract(epoch FROM launch.launched_at - lag(launch.launched_at) OVER flown)::double precision / 86400
        AS turnaround_days,
    core.landing_attempt,
    core.landing_success,
    core.landing_type,
    core.landpad_id,
    core.landpad_name
FROM launch_cores AS core
JOIN launches AS launch USING (launch_id)
WHERE core.core_id IS NOT NULL
WINDOW flown AS (PARTITION BY core.core_id ORDER BY launch.launched_at, core.launch_id, core.position);

COMMENT ON VIEW core_flights IS 'A flight of a known core.';
COMMENT ON COLUMN core_flights.core_id IS 'The source''s id; null: the source does not say which core flew.';
COMMENT ON COLUMN core_flights.core_serial IS 'Its serial number, such as B1058; null: the source does not say.';
COMMENT ON COLUMN core_flights.launch_id IS 'The launch.';
COMMENT ON COLUMN core_flights.position IS 'Its position in the list of the launch, from 1.';
COMMENT ON COLUMN core_flights.name IS 'The name of the launch.';
COMMENT ON COLUMN core_flights.launched_at IS 'When the launch flew.';
COMMENT ON COLUMN core_flights.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN core_flights.flight IS 'Which flight of this core it was, by the source.';
COMMENT ON COLUMN core_flights.counted_flight IS 'The number of the flight, counted from the rows.';
COMMENT ON COLUMN core_flights.turnaround_days IS 'Days since the flight before; null: the first.';
COMMENT ON COLUMN core_flights.landing_attempt IS 'Whether it tried to land; null: unknown.';
COMMENT ON COLUMN core_flights.landing_success IS 'Whether it landed; null: unknown, or no attempt.';
COMMENT ON COLUMN core_flights.landing_type IS 'ASDS (ship), RTLS (land) or Ocean; null: unknown.';
COMMENT ON COLUMN core_flights.landpad_id IS 'The source''s id of where it was to land; null: unknown.';
COMMENT ON COLUMN core_flights.landpad_name IS 'Its name, such as OCISLY or LZ-1; null: the source does not say.';

-- Only flights of a known core.
CREATE VIEW flights_per_core AS
SELECT
    core_id,
    max(core_serial) AS core_serial,
    count(*) AS flights,
    min(launched_at) AS first_launched_at,
    max(launched_at) AS last_launched_at,
    min(turnaround_days) AS shortest_turnaround_days,
    avg(turnaround_days::numeric)::double precision AS average_turnaround_days,
    count(*) FILTER (WHERE landing_attempt) AS landing_attempts,
    count(*) FILTER (WHERE landing_attempt AND landing_success) AS landings
FROM core_flights
GROUP BY core_id;

COMMENT ON VIEW flights_per_core IS 'A known core.';
COMMENT ON COLUMN flights_per_core.core_id IS 'The source''s id of the core.';
COMMENT ON COLUMN flights_per_core.core_serial IS 'Its serial number, such as B1058; null: the source does not say.';
COMMENT ON COLUMN flights_per_core.flights IS 'Flights.';
COMMENT ON COLUMN flights_per_core.first_launched_at IS 'The first launch.';
COMMENT ON COLUMN flights_per_core.last_launched_at IS 'The last launch.';
COMMENT ON COLUMN flights_per_core.shortest_turnaround_days IS
    'The shortest time between two flights; null: one flight.';
COMMENT ON COLUMN flights_per_core.average_turnaround_days IS 'The mean time between two flights; null: one flight.';
COMMENT ON COLUMN flights_per_core.landing_attempts IS 'Attempts to land.';
COMMENT ON COLUMN flights_per_core.landings IS 'Landings that succeeded.';

-- How many flights of a year were not the first of their core.
CREATE VIEW reuse_per_year AS
SELECT
    launch_year,
    count(*) AS core_flights,
    count(*) FILTER (WHERE counted_flight > 1) AS reflights,
    count(*) FILTER (WHERE counted_flight > 1)::double precision / count(*) AS reflight_rate,
    count(DISTINCT core_id) AS cores,
    max(counted_flight) AS most_flights
FROM core_flights
GROUP BY launch_year;

COMMENT ON VIEW reuse_per_year IS 'A year (UTC) in which a known core flew.';
COMMENT ON COLUMN reuse_per_year.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN reuse_per_year.core_flights IS 'Flights of known cores.';
COMMENT ON COLUMN reuse_per_year.reflights IS 'Those that were not the first of their core.';
COMMENT ON COLUMN reuse_per_year.reflight_rate IS '`reflights` / `core_flights`.';
COMMENT ON COLUMN reuse_per_year.cores IS 'Cores that flew.';
COMMENT ON COLUMN reuse_per_year.most_flights IS 'The highest number of a flight, counted from the rows.';

CREATE VIEW landings_per_landpad AS
SELECT
    core.landpad_id,
    max(core.landpad_name) AS landpad_name,
    max(core.landing_type) AS landing_type,
    count(*) AS attempts,
    count(*) FILTER (WHERE core.landing_success) AS landings,
    count(*) FILTER (WHERE NOT core.landing_success) AS failures,
    count(*) FILTER (WHERE core.landing_success IS NULL) AS unknown_outcomes,
    min(launch.launched_at) AS first_launched_at,
    max(launch.launched_at) AS last_launched_at
FROM launch_cores AS core
JOIN launches AS launch USING (launch_id)
WHERE core.landing_attempt
GROUP BY core.landpad_id;

COMMENT ON VIEW landings_per_landpad IS
    'A ship or landing zone, by its id; one row without an id for attempts elsewhere.';
COMMENT ON COLUMN landings_per_landpad.landpad_id IS 'The source''s id; null: the source names no place.';
COMMENT ON COLUMN landings_per_landpad.landpad_name IS
    'Its name, such as OCISLY or LZ-1; null: the source does not say.';
COMMENT ON COLUMN landings_per_landpad.landing_type IS 'ASDS (ship), RTLS (land) or Ocean; null: unknown.';
COMMENT ON COLUMN landings_per_landpad.attempts IS 'Attempts to land.';
COMMENT ON COLUMN landings_per_landpad.landings IS 'Landings that succeeded.';
COMMENT ON COLUMN landings_per_landpad.failures IS 'Landings that failed.';
COMMENT ON COLUMN landings_per_landpad.unknown_outcomes IS 'Those whose outcome is unknown.';
COMMENT ON COLUMN landings_per_landpad.first_launched_at IS 'The first launch.';
COMMENT ON COLUMN landings_per_landpad.last_launched_at IS 'The last launch.';

CREATE VIEW landings_per_year AS
SELECT
    launch.launch_year,
    core.landing_type,
    count(*) AS attempts,
    count(*) FILTER (WHERE core.landing_success) AS landings,
    count(*) FILTER (WHERE NOT core.landing_success) AS failures,
    count(*) FILTER (WHERE core.landing_success IS NULL) AS unknown_outcomes
FROM launch_cores AS core
JOIN launches AS launch USING (launch_id)
WHERE core.landing_attempt
GROUP BY launch.launch_year, core.landing_type;

COMMENT ON VIEW landings_per_year IS 'The attempts to land of a year (UTC) and a type of landing.';
COMMENT ON COLUMN landings_per_year.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN landings_per_year.landing_type IS 'ASDS (ship), RTLS (land) or Ocean; null: unknown.';
COMMENT ON COLUMN landings_per_year.attempts IS 'Attempts to land.';
COMMENT ON COLUMN landings_per_year.landings IS 'Landings that succeeded.';
COMMENT ON COLUMN landings_per_year.failures IS 'Landings that failed.';
COMMENT ON COLUMN landings_per_year.unknown_outcomes IS 'Those whose outcome is unknown.';

-- A launch, with the time since the one before: of all, and at the same site.
CREATE VIEW launch_gaps AS
SELECT
    launch_id,
    name,
    launched_at,
    launch_year,
    launchpad_id,
    launchpad_name,
    extract(epoch FROM launched_at - lag(launched_at) OVER (ORDER BY launched_at, launch_id))::double precision
        / 86400 AS days_since_previous,
    extract(
        epoch FROM launched_at - lag(launched_at) OVER (PARTITION BY launchpad_id ORDER BY launched_at, launch_id)
    )::double precision / 86400 AS days_since_previous_at_site
FROM launches;

COMMENT ON VIEW launch_gaps IS 'A launch, with the time since the one before it.';
COMMENT ON COLUMN launch_gaps.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_gaps.name IS 'Its name.';
COMMENT ON COLUMN launch_gaps.launched_at IS 'When the launch flew.';
COMMENT ON COLUMN launch_gaps.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN launch_gaps.launchpad_id IS 'The source''s id of the site; null: unknown.';
COMMENT ON COLUMN launch_gaps.launchpad_name IS 'Its name.';
COMMENT ON COLUMN launch_gaps.days_since_previous IS 'Days since the launch before; null: the first.';
COMMENT ON COLUMN launch_gaps.days_since_previous_at_site IS 'The same, at this site.';

CREATE VIEW launches_per_year AS
SELECT
    launch_year,
    count(*) AS launches,
    count(*) FILTER (WHERE success) AS successful,
    count(*) FILTER (WHERE NOT success) AS failed,
    count(*) FILTER (WHERE success IS NULL) AS unknown_outcomes,
    count(*) FILTER (WHERE success)::double precision / count(*) AS success_rate,
    count(*) FILTER (WHERE launch_delay_seconds > 0) AS static_fires,
    (avg(extract(epoch FROM launched_at - static_fire_at)) FILTER (WHERE launch_delay_seconds > 0))::double precision
        / 3600 AS average_static_fire_to_launch_hours,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY launch_delay_seconds) FILTER (WHERE launch_delay_seconds > 0)
        / 3600 AS median_static_fire_to_launch_hours,
    max(launch_delay_seconds) FILTER (WHERE launch_delay_seconds > 0) / 3600 AS maximum_static_fire_to_launch_hours,
    count(*) FILTER (WHERE launch_delay_seconds <= 0) AS impossible_static_fires,
    count(*) FILTER (WHERE static_fire_at IS NULL) AS without_static_fire,
    count(payload_mass_kg) AS known_masses,
    avg(payload_mass_kg::numeric)::double precision AS average_payload_mass_kg
FROM launches
GROUP BY launch_year;

COMMENT ON VIEW launches_per_year IS 'A year (UTC) with a launch.';
COMMENT ON COLUMN launches_per_year.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN launches_per_year.launches IS 'Launches.';
COMMENT ON COLUMN launches_per_year.successful IS 'Those that succeeded.';
COMMENT ON COLUMN launches_per_year.failed IS 'Those that failed.';
COMMENT ON COLUMN launches_per_year.unknown_outcomes IS 'Those whose outcome is unknown.';
COMMENT ON COLUMN launches_per_year.success_rate IS '`successful` / `launches`.';
COMMENT ON COLUMN launches_per_year.static_fires IS
    'Launches with a static fire before them: what the next three are over.';
COMMENT ON COLUMN launches_per_year.average_static_fire_to_launch_hours IS
    'Mean time from static fire to launch; null: none known.';
COMMENT ON COLUMN launches_per_year.median_static_fire_to_launch_hours IS 'Its median; null: none known.';
COMMENT ON COLUMN launches_per_year.maximum_static_fire_to_launch_hours IS 'The longest; null: none known.';
COMMENT ON COLUMN launches_per_year.impossible_static_fires IS
    'Static fires that the source does not date before their launch: left out.';
COMMENT ON COLUMN launches_per_year.without_static_fire IS 'Launches without a date of a static fire: left out.';
COMMENT ON COLUMN launches_per_year.known_masses IS 'How many have a known mass.';
COMMENT ON COLUMN launches_per_year.average_payload_mass_kg IS 'Mean over those with a known mass.';

CREATE VIEW launches_per_month AS
SELECT
    launch_year,
    extract(month FROM launched_at AT TIME ZONE 'UTC')::integer AS launch_month,
    count(*) AS launches,
    count(*) FILTER (WHERE success) AS successful
FROM launches
GROUP BY launch_year, launch_month;

COMMENT ON VIEW launches_per_month IS 'A month (UTC) with a launch.';
COMMENT ON COLUMN launches_per_month.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN launches_per_month.launch_month IS '1 to 12.';
COMMENT ON COLUMN launches_per_month.launches IS 'Launches.';
COMMENT ON COLUMN launches_per_month.successful IS 'Those that succeeded.';

-- By id: of a site whose name the source has changed for some of its launches only, one name is shown.
CREATE VIEW launches_per_site AS
SELECT
    launchpad_id,
    max(launchpad_name) AS launchpad_name,
    count(*) AS launches,
    count(*) FILTER (WHERE success) AS successful,
    count(*) FILTER (WHERE NOT success) AS failed,
    count(*) FILTER (WHERE success IS NULL) AS unknown_outcomes,
    count(payload_mass_kg) AS known_masses,
    avg(payload_mass_kg::numeric)::double precision AS average_payload_mass_kg,
    min(launched_at) AS first_launched_at,
    max(launched_at) AS last_launched_at
FROM launches
GROUP BY launchpad_id;

COMMENT ON VIEW launches_per_site IS 'A launch site, by its id.';
COMMENT ON COLUMN launches_per_site.launchpad_id IS 'The source''s id of the site; null: unknown.';
COMMENT ON COLUMN launches_per_site.launchpad_name IS 'Its name.';
COMMENT ON COLUMN launches_per_site.launches IS 'Launches.';
COMMENT ON COLUMN launches_per_site.successful IS 'Those that succeeded.';
COMMENT ON COLUMN launches_per_site.failed IS 'Those that failed.';
COMMENT ON COLUMN launches_per_site.unknown_outcomes IS 'Those whose outcome is unknown.';
COMMENT ON COLUMN launches_per_site.known_masses IS 'How many have a known mass.';
COMMENT ON COLUMN launches_per_site.average_payload_mass_kg IS 'Mean over those with a known mass.';
COMMENT ON COLUMN launches_per_site.first_launched_at IS 'The first launch.';
COMMENT ON COLUMN launches_per_site.last_launched_at IS 'The last launch.';

-- Shortest, longest and middle gap, of the launches of a year: a gap belongs to the year of its later launch.
CREATE VIEW cadence_per_year AS
SELECT
    launch_year,
    count(*) AS launches,
    count(days_since_previous) AS gaps,
    avg(days_since_previous::numeric)::double precision AS average_days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days_since_previous) AS median_days,
    min(days_since_previous) AS shortest_days,
    max(days_since_previous) AS longest_days
FROM launch_gaps
GROUP BY launch_year;

COMMENT ON VIEW cadence_per_year IS 'The days between launches; a gap belongs to the year of its later launch.';
COMMENT ON COLUMN cadence_per_year.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN cadence_per_year.launches IS 'Launches.';
COMMENT ON COLUMN cadence_per_year.gaps IS 'Times between two launches.';
COMMENT ON COLUMN cadence_per_year.average_days IS 'Their mean.';
COMMENT ON COLUMN cadence_per_year.median_days IS 'Their median.';
COMMENT ON COLUMN cadence_per_year.shortest_days IS 'The shortest.';
COMMENT ON COLUMN cadence_per_year.longest_days IS 'The longest.';

CREATE VIEW cadence_per_site AS
SELECT
    launchpad_id,
    max(launchpad_name) AS launchpad_name,
    count(*) AS launches,
    count(days_since_previous_at_site) AS gaps,
    avg(days_since_previous_at_site::numeric)::double precision AS average_days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days_since_previous_at_site) AS median_days,
    min(days_since_previous_at_site) AS shortest_days,
    max(days_since_previous_at_site) AS longest_days
FROM launch_gaps
GROUP BY launchpad_id;

COMMENT ON VIEW cadence_per_site IS 'The days between launches at a site.';
COMMENT ON COLUMN cadence_per_site.launchpad_id IS 'The source''s id of the site; null: unknown.';
COMMENT ON COLUMN cadence_per_site.launchpad_name IS 'Its name.';
COMMENT ON COLUMN cadence_per_site.launches IS 'Launches.';
COMMENT ON COLUMN cadence_per_site.gaps IS 'Times between two launches.';
COMMENT ON COLUMN cadence_per_site.average_days IS 'Their mean.';
COMMENT ON COLUMN cadence_per_site.median_days IS 'Their median.';
COMMENT ON COLUMN cadence_per_site.shortest_days IS 'The shortest.';
COMMENT ON COLUMN cadence_per_site.longest_days IS 'The longest.';

CREATE VIEW mass_per_year_and_orbit AS
SELECT
    launch_year,
    orbit,
    count(*) AS payloads,
    count(mass_kg) AS known_masses,
    sum(mass_kg::numeric)::double precision AS mass_kg,
    sum(mass_kg::numeric) FILTER (WHERE launch_success)::double precision AS successful_mass_kg
FROM payloads
GROUP BY launch_year, orbit;

COMMENT ON VIEW mass_per_year_and_orbit IS 'What was launched in a year into an orbit; a payload counts once.';
COMMENT ON COLUMN mass_per_year_and_orbit.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN mass_per_year_and_orbit.orbit IS 'The planned orbit, also where the launch failed; null: unknown.';
COMMENT ON COLUMN mass_per_year_and_orbit.payloads IS 'Payloads; one can be many satellites.';
COMMENT ON COLUMN mass_per_year_and_orbit.known_masses IS 'How many have a known mass.';
COMMENT ON COLUMN mass_per_year_and_orbit.mass_kg IS 'The known mass; null: none known.';
COMMENT ON COLUMN mass_per_year_and_orbit.successful_mass_kg IS
    'The known mass of launches that succeeded; null: none known.';

CREATE VIEW mass_per_year_and_constellation AS
SELECT
    launch_year,
    constellation,
    count(*) AS payloads,
    count(DISTINCT launch_id) AS launches,
    count(mass_kg) AS known_masses,
    sum(mass_kg::numeric)::double precision AS mass_kg
FROM payloads
GROUP BY launch_year, constellation;

COMMENT ON VIEW mass_per_year_and_constellation IS
    'What was launched in a year for a constellation, and for none that is known; a payload counts once.';
COMMENT ON COLUMN mass_per_year_and_constellation.launch_year IS 'The calendar year of the launch, UTC.';
COMMENT ON COLUMN mass_per_year_and_constellation.constellation IS '`Starlink`; null: none that is known.';
COMMENT ON COLUMN mass_per_year_and_constellation.payloads IS 'Payloads; one can be many satellites.';
COMMENT ON COLUMN mass_per_year_and_constellation.launches IS 'Launches that carried them.';
COMMENT ON COLUMN mass_per_year_and_constellation.known_masses IS 'How many have a known mass.';
COMMENT ON COLUMN mass_per_year_and_constellation.mass_kg IS 'The known mass; null: none known.';

-- A payload of several customers counts for each of them.
CREATE VIEW payloads_per_customer AS
SELECT
    named.customer,
    count(*) AS payloads,
    count(DISTINCT named.launch_id) AS launches,
    count(named.mass_kg) AS known_masses,
    sum(named.mass_kg::numeric)::double precision AS mass_kg,
    min(named.launched_at) AS first_launched_at,
    max(named.launched_at) AS last_launched_at
FROM (
    SELECT DISTINCT payloads.payload_id, customer, launch_id, mass_kg, launched_at
    FROM payloads
    CROSS JOIN LATERAL jsonb_array_elements_text(payloads.customers) AS customer
) AS named
GROUP BY named.customer;

COMMENT ON VIEW payloads_per_customer IS
    'A customer as the source spells it; a payload of several customers counts for each.';
COMMENT ON COLUMN payloads_per_customer.customer IS 'The customer.';
COMMENT ON COLUMN payloads_per_customer.payloads IS 'Payloads; one can be many satellites.';
COMMENT ON COLUMN payloads_per_customer.launches IS 'Launches.';
COMMENT ON COLUMN payloads_per_customer.known_masses IS 'How many have a known mass.';
COMMENT ON COLUMN payloads_per_customer.mass_kg IS 'The known mass; null: none known.';
COMMENT ON COLUMN payloads_per_customer.first_launched_at IS 'The first launch.';
COMMENT ON COLUMN payloads_per_customer.last_launched_at IS 'The last launch.';

-- launch_changes with the launch's name: of a launch that has left, the name it had last.
CREATE VIEW corrections AS
SELECT
    change.changed_at,
    change.launch_id,
    coalesce(launch.name, (
        SELECT version.launch_data ->> 'name'
        FROM raw_launches_history AS version
        WHERE version.id = change.launch_id
        ORDER BY version.valid_from DESC
        LIMIT 1
    )) AS name,
    change.field,
    change.old_value,
    change.new_value
FROM launch_changes AS change
LEFT JOIN launches AS launch USING (launch_id);

COMMENT ON VIEW corrections IS '`launch_changes` with the name of the launch.';
COMMENT ON COLUMN corrections.changed_at IS 'Start of the newer version: when a cycle received the change.';
COMMENT ON COLUMN corrections.launch_id IS 'The launch.';
COMMENT ON COLUMN corrections.name IS 'Its name; of a launch that has left, the last one.';
COMMENT ON COLUMN corrections.field IS 'The field''s name in the document.';
COMMENT ON COLUMN corrections.old_value IS 'Null: the field was not there.';
COMMENT ON COLUMN corrections.new_value IS 'Null: the field is no longer there.';
