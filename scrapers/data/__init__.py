"""Lists that are data: JSON answers, feeds, data islands, arrays in scripts, rows hidden in comments."""
