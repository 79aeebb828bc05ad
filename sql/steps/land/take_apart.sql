-- take_apart: what the transforms need of these launches' documents, each read once: as staged or, in a rebuild, as stored.
WITH taken AS MATERIALIZED (
    SELECT wanted.id AS launch_id, launch.*
    FROM unnest(%(ids)s::text[]) AS wanted (id)
    LEFT JOIN staged ON staged.id = wanted.id
    LEFT JOIN raw_launches AS stored ON stored.id = wanted.id AND %(rebuild)s
    CROSS JOIN LATERAL jsonb_to_record(coalesce(staged.launch_data, stored.launch_data)) AS launch (
        name text,
        flight_number integer,
        date_utc timestamptz,
        date_precision text,
        static_fire_date_utc timestamptz,
        success boolean,
        rocket jsonb,
        launchpad jsonb,
        payloads jsonb,
        cores jsonb
    )
    WHERE coalesce(staged.launch_data, stored.launch_data) IS NOT NULL
),
payloads AS (
    INSERT INTO staged_payloads (
        launch_id, position, id, name, type, orbit, regime, mass_kg, reused, customers, nationalities
    )
    SELECT taken.launch_id, listed.position, payload.*
    FROM taken
    CROSS JOIN LATERAL jsonb_array_elements(taken.payloads) WITH ORDINALITY AS listed (document, position)
    CROSS JOIN LATERAL jsonb_to_record(listed.document) AS payload (
        id text,
        name text,
        type text,
        orbit text,
        regime text,
        mass_kg numeric,
        reused boolean,
        customers jsonb,
        nationalities jsonb
    )
),
cores AS (
    INSERT INTO staged_cores (
        launch_id, position, core, flight, reused, gridfins, legs, landing_attempt, landing_success, landing_type, landpad
    )
    SELECT taken.launch_id, listed.position, core.*
    FROM taken
    CROSS JOIN LATERAL jsonb_array_elements(taken.cores) WITH ORDINALITY AS listed (document, position)
    CROSS JOIN LATERAL jsonb_to_record(listed.document) AS core (
        core text,
        flight integer,
        reused boolean,
        gridfins boolean,
        legs boolean,
        landing_attempt boolean,
        landing_success boolean,
        landing_type text,
        landpad text
    )
)
INSERT INTO staged_launches (
    launch_id, name, flight_number, date_utc, date_precision, static_fire_date_utc, success, rocket_id, rocket_name,
    launchpad_id, launchpad_name, launchpad_latitude, launchpad_longitude
)
SELECT
    launch_id,
    name,
    flight_number,
    date_utc,
    date_precision,
    static_fire_date_utc,
    success,
    rocket ->> 'id',
    rocket ->> 'name',
    launchpad ->> 'id',
    launchpad ->> 'name',
    (launchpad ->> 'latitude')::double precision,
    (launchpad ->> 'longitude')::double precision
FROM taken;
