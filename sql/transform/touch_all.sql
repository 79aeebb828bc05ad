-- touch_all: a transform or the model changed, so every launch's rows are made anew; orphans of old rows go too.
INSERT INTO touched (launch_id, outcome, data_as_of)
SELECT known.id, 'rebuilt', %(data_as_of)s
FROM (SELECT id FROM raw_launches UNION SELECT launch_id FROM launches) AS known
ON CONFLICT (launch_id) DO NOTHING;
