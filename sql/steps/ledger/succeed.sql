-- succeed: written in the transaction of the data, so that both are there or neither.
UPDATE ops.cycles
SET status = 'succeeded',
    exit_code = 0,
    finished_at = clock_timestamp(),
    data_as_of = %(data_as_of)s,
    fetched = %(fetched)s,
    inserted = %(inserted)s,
    changed = %(changed)s,
    unchanged = %(unchanged)s,
    removed = %(removed)s,
    upcoming = %(upcoming)s,
    rejected = %(rejected)s
WHERE cycle_id = %(cycle_id)s;
