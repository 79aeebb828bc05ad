-- age: hours since the last success; null before the first one.
SELECT (extract(epoch FROM clock_timestamp() - last_success_at) / 3600)::double precision AS hours
FROM freshness;
