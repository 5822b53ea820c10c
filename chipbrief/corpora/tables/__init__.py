"""Rows of a table that anybody hands in: CSV, JSONL, Parquet or Arrow, read within limits of size and memory."""
