"""Read a listing page: every group of rows on it, the one that is the column's own, its entries, and why."""
