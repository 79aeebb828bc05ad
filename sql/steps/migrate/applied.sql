-- applied: the migrations that this database has seen, with what they were when it saw them.
SELECT name, checksum
FROM ops.migrations
ORDER BY name;
