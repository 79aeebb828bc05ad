-- remove: launches that the source no longer has, or calls upcoming again.
DELETE FROM raw_launches AS r
USING affected AS t
WHERE r.id = t.launch_id AND t.outcome IN ('removed', 'upcoming');
