-- launches: one row per flown launch, with what analysts ask for most.

-- updated_at is the first column of the table and the others are those of the flattened one, in the same order: a column
-- that a migration adds is loaded without an edit here.
DELETE FROM launches USING affected WHERE affected.launch_id = launches.launch_id;

INSERT INTO launches
SELECT affected.data_as_of, launch.*
FROM affected
JOIN flattened_launches AS launch ON launch.launch_id = affected.launch_id;
