-- applied: the migrations that this database has, with the checksum of the text that was applied.
SELECT name, checksum
FROM ops.migrations
ORDER BY name;
