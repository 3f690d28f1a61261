"""A site's home page: what it leads to, when it says it was renewed, who it says stands behind it."""
