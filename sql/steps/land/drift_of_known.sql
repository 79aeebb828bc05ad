-- drift_of_known: the fields that are missing or unknown in the current versions of these launches: see drift.
SELECT DISTINCT left(field, 100)
FROM ops.launch_versions AS version
CROSS JOIN LATERAL jsonb_array_elements_text(version.drift) AS field
WHERE version.launch_id = ANY (%(launch_ids)s::text[])
  AND version.valid_to IS NULL
  AND version.drift <> '[]'
ORDER BY 1
LIMIT 100;
