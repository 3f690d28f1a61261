"""Plain models of everything that crosses a package border, and their loaders. Imports nothing of ours."""
