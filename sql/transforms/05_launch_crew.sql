-- launch_crew: one row per member of a launch's crew, in the source's order.
DELETE FROM launch_crew AS typed
USING affected
WHERE affected.launch_id = typed.launch_id
  AND NOT EXISTS (
      SELECT
      FROM flattened_launch_crew AS member
      WHERE member.launch_id = typed.launch_id AND member.position = typed.position
  );

MERGE INTO launch_crew AS typed
USING (
    SELECT member.*
    FROM affected
    JOIN flattened_launch_crew AS member ON member.launch_id = affected.launch_id
) AS member
ON member.launch_id = typed.launch_id AND member.position = typed.position
WHEN MATCHED AND ROW (typed.*) IS DISTINCT FROM ROW (member.*) THEN
    UPDATE SET
        crew_id = member.crew_id,
        name = member.name,
        agency = member.agency,
        role = member.role
WHEN NOT MATCHED THEN
    INSERT VALUES (member.*);
