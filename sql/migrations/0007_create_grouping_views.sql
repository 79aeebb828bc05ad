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

CREATE VIEW launches_per_year AS
SELECT
    launch_year,
    count(*) AS launches,
    count(*) FILTER (WHERE success) AS successful,
    count(*) FILTER (WHERE NOT success) AS failed,
    count(*) FILTER (WHERE success IS NULL) AS unknown_outcomes,
    count(*) FILTER (WHERE success)::double precision / count(*) AS success_rate,
    count(*) FILTER (WHERE launch_delay_seconds > 0) AS delays,
    (avg(extract(epoch FROM launched_at - static_fire_at)) FILTER (WHERE launch_delay_seconds > 0))::double precision
        / 3600 AS average_delay_hours,
    max(launch_delay_seconds) FILTER (WHERE launch_delay_seconds > 0) / 3600 AS maximum_delay_hours,
    count(payload_mass_kg) AS known_masses,
    avg(payload_mass_kg::numeric)::double precision AS average_payload_mass_kg
FROM launches
GROUP BY launch_year;

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
