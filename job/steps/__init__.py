"""The steps of a cycle, a verb a file; `job/cycle.py` calls them in this order, and no step knows another.

step        reads                             writes
lock                                          the advisory lock, held by the connection
migrate     sql/migrations, ops.migrations    the schema, in a transaction of its own
claim       ops.source                        nothing yet: another source's warehouse is refused
ledger      ops.cycles, launches              ops.cycles: the cycle runs
extract     the source, ops.launch_versions   nothing: pages are received and validated
land        validated pages                   ops.documents; temporary, for news: received, rejected, flattened_*
guard       the numbers of both               nothing: refuses what looks like a broken source
                                              -- from here on in one transaction --
load        received, ops.launch_versions     ops.launch_versions; temporary: affected
transform   affected, flattened_*             launches, launch_payloads, ..., launch_aggregates, ops.fingerprints
check       all of these                      ops.fingerprints, if one was wrong: what does not hold refuses the cycle
quarantine  rejected                          ops.rejected_records
claim, ledger                                 ops.source; ops.cycles: the cycle succeeded
                                              -- COMMIT --
verify      launch_aggregates, by Trino       nothing
"""
