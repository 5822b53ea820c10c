"""Static pages for people who would rather look than read: a run, a comparison, the leaderboard."""
