"""Measure summaries: ROUGE, entities, facts, text statistics; intervals and significance tests."""
