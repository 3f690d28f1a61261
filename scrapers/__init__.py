"""From an address to entries: fetch politely, read lists, keep the bytes as evidence."""
