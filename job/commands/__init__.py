"""The commands other than `run`, and what a dry run prints. They read the warehouse and do not change it."""
