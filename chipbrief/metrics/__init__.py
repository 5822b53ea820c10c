"""What a summary is worth: ROUGE, entities, facts, text statistics, intervals and tests."""
