-- begin_durable: what this transaction commits survives a crash of the server, and with it all that was written before.
SET LOCAL synchronous_commit = on;
