-- note: this warehouse holds the launches of this source from now on; and what its readers need to know of it.

-- ON CONFLICT locks the row also where it then changes nothing, so a cycle without news must not come to it.
INSERT INTO ops.source AS known (name, first_cycle_id, noted_at, note, content)
SELECT %(name)s, %(cycle_id)s, %(data_as_of)s, %(note)s, %(content)s::jsonb
WHERE NOT EXISTS (
    SELECT
    FROM ops.source AS same
    WHERE same.name = %(name)s
      AND same.note IS NOT DISTINCT FROM %(note)s
      AND same.content IS NOT DISTINCT FROM %(content)s::jsonb
)
ON CONFLICT (name) DO UPDATE SET note = excluded.note, content = excluded.content;
