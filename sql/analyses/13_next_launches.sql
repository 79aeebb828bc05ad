-- next_launches: which twenty launches come next, and how sure are their dates?
--
-- Grain: one row per launch that has not flown, earliest first.
-- Caveats: scheduled_at is "not earlier than". Where schedule_precision is coarser than a day it is the last day of that
-- period. A date that has passed: the source has not said yet how the launch went. Empty with spacex-v4.
SELECT scheduled_at, schedule_precision, name, status, rocket_name, launchpad_name, mission_type, orbit, launch_id
FROM upcoming_launches
ORDER BY scheduled_at, launch_id
LIMIT 20;
