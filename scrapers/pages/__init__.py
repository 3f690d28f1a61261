"""One page: its bytes as text and tree, its words, links and days, what it calls itself, and what else it may be."""
