"""Tables, rank ranges, paired tests and plots of the baselines, all made from `baselines/scores.json`."""
