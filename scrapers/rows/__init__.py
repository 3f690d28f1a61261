"""Repeated blocks of a page as rows: find them, read their entries, choose the column's own group."""
