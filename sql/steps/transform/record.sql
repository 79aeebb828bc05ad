-- record: these files built the typed rows as they are now.
WITH gone AS (
    DELETE FROM ops.transforms WHERE name <> ALL (%(names)s)
)
INSERT INTO ops.transforms (name, checksum)
SELECT * FROM unnest(%(names)s::text[], %(checksums)s::text[])
ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum;
