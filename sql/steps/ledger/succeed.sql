-- succeed: written in the transaction of the data, so that both are there or neither.

-- What a source dates after this cycle's start was dated by a clock that is ahead, and would hide what changes until then.
-- A backfill receives some launches only, so it says nothing of the changes of the others.
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
    rejected = %(rejected)s,
    changes_until = CASE
        WHEN mode <> 'backfill' AND %(changes_until)s::timestamptz <= started_at THEN %(changes_until)s
        WHEN mode <> 'backfill' AND %(changes_until)s > started_at THEN started_at
    END
WHERE cycle_id = %(cycle_id)s;
