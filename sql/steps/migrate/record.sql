-- record: note that a migration is applied.
INSERT INTO ops.migrations (name, checksum)
VALUES (%(name)s, %(checksum)s);
