-- outcomes: how many launches this cycle inserts, changes and removes.
SELECT
    count(*) FILTER (WHERE outcome = 'inserted') AS inserted,
    count(*) FILTER (WHERE outcome = 'changed') AS changed,
    count(*) FILTER (WHERE outcome IN ('removed', 'upcoming')) AS removed
FROM affected;
