"""What a text says: sentences, words, names and values."""
