-- outcomes: how many launches this cycle inserts, changes and removes; where some leave, of how many that are current.
SELECT
    count(*) FILTER (WHERE outcome = 'inserted') AS inserted,
    count(*) FILTER (WHERE outcome = 'changed') AS changed,
    count(*) FILTER (WHERE outcome IN ('removed', 'upcoming')) AS removed,
    CASE
        WHEN bool_or(outcome IN ('removed', 'upcoming'))
        THEN (SELECT count(*) FROM ops.launch_versions WHERE valid_to IS NULL)
    END AS current
FROM affected;
