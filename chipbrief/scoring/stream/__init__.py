"""Score tables that do not fit into memory: parts of a table, workers, and statistics in one pass."""
