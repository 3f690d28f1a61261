"""Put the views into a database, with the data dictionary (`v_dictionary`), and on PostgreSQL with their comments.

They are made anew whenever the schema changes (`migrations/env.py`), so a changed view or meaning needs a new revision,
which may be empty.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, inspect, text

from warehouse.dictionary import DICTIONARY, dictionary_rows
from warehouse.meanings import meaning_of_column, meaning_of_relation
from warehouse.views import VIEWS


def create_views(connection: Connection) -> None:
    """Make all views, with their comments where the database keeps comments."""
    for view in VIEWS:
        _run(connection, f"CREATE VIEW {view.name} AS {view.sql(connection.dialect)}")
    names = ", ".join(DICTIONARY)
    rows = ", ".join(f"({', '.join(_text(cell) for cell in row)})" for row in dictionary_rows())
    _run(connection, f"CREATE VIEW v_dictionary ({names}) AS VALUES {rows}")
    if connection.dialect.name == "postgresql":
        for view in VIEWS:
            _comment(connection, view.name, [field.name for field in view.fields])
        _comment(connection, "v_dictionary", DICTIONARY)


def drop_views(connection: Connection) -> None:
    """Remove those that are there: tables cannot be changed under them. Views of others stay.

    Raises `ViewsInUse` (through `translated`) where others rest on ours.
    """
    if "v_dictionary" not in inspect(connection).get_view_names():
        return
    ours = text("SELECT DISTINCT relation FROM v_dictionary WHERE relation_kind = 'view'")
    for name in connection.execute(ours).scalars().all():
        _run(connection, f'DROP VIEW "{name}"')


def _comment(connection: Connection, view: str, columns: Iterable[str]) -> None:
    _run(connection, f"COMMENT ON VIEW {view} IS {_text(meaning_of_relation(view))}")
    for column in columns:
        _run(connection, f'COMMENT ON COLUMN {view}."{column}" IS {_text(meaning_of_column(view, column))}')


def _run(connection: Connection, statement: str) -> None:
    # A percent sign in a text is no parameter.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _text(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"
