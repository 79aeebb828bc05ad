"""The only importers of psycopg and trino, and the files of sql/ that they run."""
