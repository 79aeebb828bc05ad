-- ledger: whether this database already has a ledger of migrations.
SELECT to_regclass('ops.migrations') IS NOT NULL AS present;
