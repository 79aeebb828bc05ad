-- launch_crew: one row per member of a launch's crew, in the source's order.
DELETE FROM launch_crew USING affected WHERE affected.launch_id = launch_crew.launch_id;

INSERT INTO launch_crew
SELECT member.*
FROM affected
JOIN flattened_launch_crew AS member ON member.launch_id = affected.launch_id;
