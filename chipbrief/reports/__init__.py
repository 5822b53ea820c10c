"""Reports on scores and on the dataset: terminal tables, Markdown, LaTeX, HTML pages and plots."""
