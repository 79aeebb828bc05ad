-- known: what decides how much a cycle asks for: the clock, what is stored, and the changes that it has.
SELECT
    clock_timestamp() AS now,
    (SELECT count(*) FROM ops.launch_versions WHERE valid_to IS NULL) AS launches,
    (SELECT max(launched_at) FROM launches) AS newest_launch_at,
    (SELECT max(changes_until) FROM ops.cycles) AS changes_until;
