-- drift: the fields that are missing or unknown in what was received.

-- The names come from the source, so their number and length are limited.
SELECT DISTINCT left(field, 100)
FROM received
CROSS JOIN LATERAL jsonb_array_elements_text(received.drift) AS field
WHERE received.drift IS NOT NULL
ORDER BY 1
LIMIT 100;
