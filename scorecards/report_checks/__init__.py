"""Checks of annual disclosure reports, one module for what belongs together; `registry` has all of them."""
