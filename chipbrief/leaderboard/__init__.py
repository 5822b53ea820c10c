"""Submitted runs: stored as the outputs themselves, and scored anew whenever the leaderboard is made."""
