-- launch_cores: one row per first-stage core of a launch, in the source's order (a Falcon Heavy has three).
-- reads: staged_cores

-- core_id is null where the source does not say which core flew.
DELETE FROM launch_cores USING affected WHERE affected.launch_id = launch_cores.launch_id;

INSERT INTO launch_cores (
    launch_id, position, core_id, flight, reused, gridfins, legs,
    landing_attempt, landing_success, landing_type, landpad_id
)
SELECT
    core.launch_id,
    core.position,
    core.core,
    core.flight,
    core.reused,
    core.gridfins,
    core.legs,
    core.landing_attempt,
    core.landing_success,
    core.landing_type,
    core.landpad
FROM affected
JOIN staged_cores AS core USING (launch_id);
