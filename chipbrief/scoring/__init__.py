"""Settings and signatures, the scores of a system, and comparisons of systems."""
