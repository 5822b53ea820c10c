"""Store the outputs of submitted systems, and score them for the leaderboard."""
