"""The commands that come in groups (`gongkai read …`, `gongkai evidence …`), and what all commands have in common."""
