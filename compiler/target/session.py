"""A session with a live database, under settings of its own; what the server refuses, in the words of the server."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from compiler.diagnostics import Diagnostic, Stop
from compiler.target.address import Address, address

if TYPE_CHECKING:
    import psycopg2
    from psycopg2.extensions import connection as Connection
    from psycopg2.extensions import cursor as Cursor

SETTINGS: Mapping[str, str] = {
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
    "search_path": "",
    "row_security": "off",
    "standard_conforming_strings": "on",
    "backslash_quote": "safe_encoding",
    "quote_all_identifiers": "off",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "bytea_output": "hex",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "default_table_access_method": "heap",
    "xmloption": "content",
}
"""What questions and answers hang on. Roles, databases and servers may have their own; these hold until the end of the
transaction. `row_security` off means an error where a policy would hide rows, in place of a wrong count."""

BEGIN = """BEGIN ISOLATION LEVEL REPEATABLE READ READ {};
SET LOCAL statement_timeout = 0;
SELECT pg_catalog.set_config(own.name, own.value, true)
FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])) AS own (name, value)
WHERE EXISTS (SELECT FROM pg_catalog.pg_settings AS s WHERE pg_catalog.lower(s.name) = pg_catalog.lower(own.name))"""
"""In one message, so that no timeout of an idle transaction comes between, nor one of a statement. [format] WRITE or
ONLY."""
STANDARD_STRINGS = "-c standard_conforming_strings=on"
LEAVE_SECONDS = 5

UNREACHABLE = (
    (
        r"authentication failed|no password supplied|empty password",
        "put the right password into PGPASSWORD or ~/.pgpass",
    ),
    (r'database ".*" does not exist', "make it: createdb -T template0 -E UTF8 NAME, or name another with --dsn"),
    (
        r'role ".*" does not exist',
        "name another user with --dsn, or let an administrator make this one: CREATE ROLE … LOGIN",
    ),
    (r"not permitted to log in", "let an administrator say ALTER ROLE … LOGIN"),
    (r"permission denied for database", "let its owner say GRANT CONNECT ON DATABASE … TO …"),
    (r"not currently accepting connections", "name another database with --dsn"),
    (
        r"no pg_hba.conf entry|rejects connection",
        "let an administrator allow this host, user and database in pg_hba.conf",
    ),
    (r"too many|connection slots", "wait until other sessions end, or let an administrator raise the limit"),
    (r"starting up|shutting down|recovery mode", "wait until the server is ready"),
    (r"definition of service|service file", "name a service that pg_service.conf has"),
    (r"SSL|certificate|GSS", "set sslmode as the server wants it"),
)
"""[words of the server or of libpq] what to do."""
OTHERWISE = "is the server running, and are host, port and name of the database right? try the same with psql"

NO_AQUAMIND = "name the database that the dump was restored into, or that the migrations of AquaMind have made"
REFUSALS = (
    (
        r"42501",
        "AQ592",
        "connect as the owner of the database; to read alone, let an administrator GRANT pg_read_all_data TO …",
    ),
    (r"25006", "AQ593", "name the primary server, or a copy that may be written to"),
    (r"57...|08...|40...|55P03|", "AQ594", "see why in the log of the server, then try again"),
    (r"53...|54...|58030", "AQ595", "make room on the server, or let an administrator raise the limit, then try again"),
    (r"22021|22P05", "AQ617", "take a database that is encoded in UTF8"),
    (r"42...|3F...", "AQ604", NO_AQUAMIND),
)
"""[SQLSTATE; empty where the connection is gone] the code and what to do."""
TOLD = {"AQ594": "the server ended the session", "AQ604": "this is no AquaMind database"}
ANY_OTHER = ("AQ605", "read the server's words; try the same with psql")


@contextmanager
def session(dsn: str, writes: bool = False, absent: str = "AQ603") -> Iterator[Cursor]:
    """A cursor in a transaction that sees one moment, under SETTINGS, and that is rolled back at the end.

    Args:    writes  whether temporary tables may be made; absent  the code when there is no connection
    Errors:  Stop: AQ598 for the DSN, `absent`, or what REFUSALS says of an error of the server inside the block
    """
    import psycopg2

    connection = _connected(address(dsn), absent)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(BEGIN.format("WRITE" if writes else "ONLY"), (list(SETTINGS), list(SETTINGS.values())))
            yield cursor
    except UnicodeDecodeError:
        message = "the database holds text that is no UTF-8"
        raise Stop([Diagnostic("AQ617", message, hint="take a database that is encoded in UTF8")]) from None
    except psycopg2.Error as error:
        if isinstance(error, psycopg2.ProgrammingError) and not error.pgcode:
            raise  # a mistake of ours, which the server has never seen
        raise Stop([_refused(error, connection)]) from None
    finally:
        _leave(connection)


def _connected(place: Address, absent: str) -> Connection:
    """A connection whose strings are standard from the first word, since psycopg2 asks but once how to quote."""
    import psycopg2

    try:
        connection = psycopg2.connect(place.dsn, client_encoding="UTF8")
        if connection.get_parameter_status("standard_conforming_strings") == "on":
            return connection
        _leave(connection)
        options = place.parameters.get("options", os.environ.get("PGOPTIONS", ""))
        return psycopg2.connect(place.dsn, client_encoding="UTF8", options=f"{options} {STANDARD_STRINGS}")
    except (
        UnicodeDecodeError
    ) as error:  # a server whose language needs no UTF-8, before it knows that we take nothing else
        raise Stop([_unreachable(error.object.decode("latin-1"), absent)]) from None
    except psycopg2.Error as error:
        raise Stop([_unreachable(str(error), absent)]) from None


def refusal(state: str, message: str) -> Diagnostic:
    """An error of the server as a diagnostic.

    Args:    state  its SQLSTATE, empty where the connection is gone; message  what is to be said
    """
    found = (rest for pattern, *rest in REFUSALS if re.fullmatch(pattern, state))
    code, hint = next(found, ANY_OTHER)
    return Diagnostic(code, message, hint=hint)


def _refused(error: psycopg2.Error, connection: Connection) -> Diagnostic:
    """What the server said. Of its last words before it hung up, psycopg2 tells only the connection."""
    state = error.pgcode or ""
    words = error.diag.message_primary or _one_line(connection.info.error_message or str(error))
    detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
    if "during recovery" in words:
        state = "25006"
    told = refusal(state, f"{words}{detail}")
    return replace(told, message=f"{TOLD.get(told.code, 'the server refuses')}: {told.message}")


def _unreachable(said: str, code: str) -> Diagnostic:
    words = _one_line(said)
    hint = next((hint for pattern, hint in UNREACHABLE if re.search(pattern, words)), OTHERWISE)
    return Diagnostic(code, f"the database does not answer: {words}", hint=hint)


def _one_line(text: str) -> str:
    """Words of libpq without what it guesses of their cause."""
    said = re.sub(r"\n\t(This|Is) [^\n]*(\n\t[^\n]*)*|\bFATAL: *", " ", text)
    return " ".join(said.split()) or "the server said nothing"


def _leave(connection: Connection) -> None:
    """Close, and wait until the server has closed, too: a role with few connections gets its next one at once."""
    import psycopg2

    with suppress(psycopg2.Error, OSError):
        line = socket.socket(fileno=os.dup(connection.fileno()))
        with line:
            connection.close()
            line.settimeout(LEAVE_SECONDS)
            while line.recv(4096):
                pass
    connection.close()
