-- note: this warehouse holds the launches of this source from now on; and what its readers need to know of it.
INSERT INTO ops.source AS known (name, first_cycle_id, noted_at, note)
VALUES (%(name)s, %(cycle_id)s, %(data_as_of)s, %(note)s)
ON CONFLICT (name) DO UPDATE SET note = excluded.note WHERE known.note IS DISTINCT FROM excluded.note;
