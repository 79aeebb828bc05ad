-- launch_payloads: one row per payload of a launch, in the source's order.

-- Two payloads are listed by two launches each: a sum of masses over launches counts them twice.
DELETE FROM launch_payloads USING affected WHERE affected.launch_id = launch_payloads.launch_id;

INSERT INTO launch_payloads
SELECT payload.*
FROM affected
JOIN flattened_launch_payloads AS payload ON payload.launch_id = affected.launch_id;
