"""What the baselines' scores say: ranks, differences, tables and plots, all made from `baselines/scores.json`."""
