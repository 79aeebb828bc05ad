-- record: these tables are as they should be, so this is what the next full expects of them.
INSERT INTO ops.fingerprints (relation, fingerprint)
SELECT * FROM unnest(%(relations)s::text[], %(fingerprints)s::bigint[])
ON CONFLICT (relation) DO UPDATE SET fingerprint = excluded.fingerprint;
