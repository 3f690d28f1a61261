"""Registers an office keeps itself, of what no page shows: applications, messages, problems notified, accounts."""
