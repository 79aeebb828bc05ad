-- instant: the one instant of all that this cycle writes, later than that of any cycle before, clock or no clock.
SELECT greatest(
    transaction_timestamp(),
    (SELECT max(data_as_of) FROM ops.cycles) + interval '1 microsecond'
) AS data_as_of;
