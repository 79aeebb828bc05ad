-- wait: take the cycle's lock within lock_timeout, behind those that wait already.
SELECT pg_advisory_lock(%(key)s);
