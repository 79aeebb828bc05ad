-- find_upcoming: stored launches that the source calls upcoming again: they have not flown after all.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT r.id, 'upcoming', %(data_as_of)s
FROM staged AS s
JOIN raw_launches AS r ON r.id = s.id
WHERE s.upcoming;
