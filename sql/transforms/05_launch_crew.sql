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
    UPDATE SET (launch_id, position, crew_id, name, agency, role) = ROW (member.*)
WHEN NOT MATCHED THEN
    INSERT VALUES (member.*);
