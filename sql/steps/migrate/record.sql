-- record: this migration is applied now.
INSERT INTO ops.migrations (name, checksum)
VALUES (%(name)s, %(checksum)s);
