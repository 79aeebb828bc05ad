-- affect_all: a transform or the model changed, so every launch's rows are made anew; orphans of old rows go too.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT coalesce(raw.id, typed.launch_id), 'rebuilt', %(data_as_of)s
FROM raw_launches AS raw
FULL JOIN launches AS typed ON typed.launch_id = raw.id
WHERE NOT EXISTS (SELECT FROM affected WHERE affected.launch_id = coalesce(raw.id, typed.launch_id));
