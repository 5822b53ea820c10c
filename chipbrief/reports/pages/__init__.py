"""Static HTML pages: one run, a comparison of systems, and the leaderboard."""
