"""What a page is that shows no list: blank on positive evidence, blocked, broken, sent on, or drawn by a script."""
