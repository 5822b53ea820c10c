"""Submitted runs: stored as outputs, and scored again whenever the leaderboard is made."""
