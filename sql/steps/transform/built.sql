-- built: what made the typed rows as they are.
SELECT name, checksum FROM ops.transforms;
