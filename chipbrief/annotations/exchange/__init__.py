"""Exchange labels with annotation tools: tasks out, people's answers in."""
