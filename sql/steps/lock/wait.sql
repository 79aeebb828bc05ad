-- wait: take the cycle's lock, in the order in which it was asked for, within lock_timeout.
SELECT pg_advisory_lock(%(key)s);
