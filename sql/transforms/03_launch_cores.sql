-- launch_cores: one row per first-stage core of a launch, in the source's order.

-- core_id is null where the source does not say which core flew.
DELETE FROM launch_cores USING affected WHERE affected.launch_id = launch_cores.launch_id;

INSERT INTO launch_cores
SELECT core.*
FROM affected
JOIN flattened_launch_cores AS core ON core.launch_id = affected.launch_id;
