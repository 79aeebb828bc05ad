"""The steps of a cycle, a verb a file."""
