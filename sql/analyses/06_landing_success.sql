-- landing_success: how often does a booster land, by kind of landing and year?
--
-- Grain: one row per calendar year (UTC) and landing type (ASDS: ship, RTLS: land, Ocean: sea) with an attempt.
-- Caveats: one attempt a core, so up to three a Falcon Heavy. The rate is over the attempts whose outcome is known,
-- null when none is. A null landing type is unknown.
SELECT
    launch_year,
    landing_type,
    attempts,
    landings,
    unknown_outcomes,
    CAST(landings AS double precision) / nullif(attempts - unknown_outcomes, 0) AS success_rate
FROM landings_per_year
ORDER BY launch_year, landing_type NULLS LAST;
