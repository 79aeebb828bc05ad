-- vacuum: give back the space of what was discarded, so that a cycle that keeps failing takes no more with each try.
VACUUM (SKIP_LOCKED) ops.documents;
