-- built: the checksums of the files that built the typed rows as they are.
SELECT name, checksum FROM ops.transforms;
