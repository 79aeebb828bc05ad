-- mass: known masses by year and orbit; a payload that two launches list counts at the earlier one.
SELECT
    launch_year::text AS year,
    sum(mass_kg) FILTER (WHERE orbit = 'VLEO') AS "VLEO",
    sum(mass_kg) FILTER (WHERE orbit = 'LEO') AS "LEO",
    sum(mass_kg) FILTER (WHERE orbit = 'ISS') AS "ISS",
    sum(mass_kg) FILTER (WHERE orbit IN ('PO', 'SSO')) AS "polar",
    sum(mass_kg) FILTER (WHERE orbit IN ('GTO', 'GEO')) AS "GTO, GEO",
    sum(mass_kg) FILTER (WHERE orbit = 'MEO') AS "MEO",
    sum(mass_kg) FILTER (
        WHERE orbit NOT IN ('VLEO', 'LEO', 'ISS', 'PO', 'SSO', 'GTO', 'GEO', 'MEO') OR orbit IS NULL
    ) AS "other"
FROM years
LEFT JOIN (
    SELECT payloads.launch_year, payloads.orbit, payloads.mass_kg
    FROM payloads
    JOIN chosen USING (launch_id)
    WHERE coalesce(payloads.orbit, 'unknown') IN ($orbit)
) AS payload USING (launch_year)
GROUP BY launch_year
ORDER BY launch_year
