-- count: how many launches are stored, before anything is changed.
SELECT count(*) AS stored FROM raw_launches;
