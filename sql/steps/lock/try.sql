-- try: take the cycle's lock if it is free.
SELECT pg_try_advisory_lock(%(key)s) AS taken;
