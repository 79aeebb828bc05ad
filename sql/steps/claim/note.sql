-- note: this warehouse holds the launches of this source from now on.
INSERT INTO ops.source (name, first_cycle_id, noted_at)
VALUES (%(name)s, %(cycle_id)s, %(data_as_of)s)
ON CONFLICT (name) DO NOTHING;
