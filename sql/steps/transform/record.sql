-- record: this made the typed rows as they are now.
INSERT INTO ops.transforms (name, checksum) VALUES (%(name)s, %(checksum)s);
