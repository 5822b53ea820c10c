"""Settings and their signatures, scores of one system, and comparisons of systems."""
