"""Settings and their signatures, scores of one system, comparisons and rank ranges of systems."""
