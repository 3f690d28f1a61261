"""From an address to entries.

`fetching` asks a server, `pages` turns bytes into a page that says what it is, `lists`, `data` and `paging` read a
column, `documents` reads a single document, `sites` walks a whole site; `visit` puts them together for one column, and
`evidence` keeps what was received.
"""
