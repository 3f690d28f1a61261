"""What we keep: the register, every visit, every item, every verdict. Written idempotently, read back as plain facts.

`warehouse.connect` opens it, `warehouse.save` writes, `warehouse.facts` reads. SQLite embedded, or PostgreSQL.
"""
