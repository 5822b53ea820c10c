"""Scores as people read them: terminal, Markdown, LaTeX, pages and plots."""
