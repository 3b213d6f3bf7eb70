"""The connection string of a database: read once, in any form that psql takes, and never shown with its secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from compiler.diagnostics import Diagnostic, Stop

PASSWORD = "password"
SECRETS = frozenset({PASSWORD, "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"})
"""Parameters of a connection that nobody else may read."""
_SWALLOWED = re.compile(rf"\b({'|'.join(sorted(SECRETS))})\s*=")
"""A secret within another parameter's value, as in `sslmode= password=x`, where libpq takes the next word"""
FORMS = "postgresql://user@host:5432/name, 'host=… dbname=…' or the name of a database"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: parameters of libpq by name, as they were typed, with percent signs and quotes undone."""

    parameters: Mapping[str, str]

    @property
    def dsn(self) -> str:
        """All of it, for a client in this process."""
        return _dsn(self.parameters)

    @property
    def shown(self) -> str:
        """Without its secrets: for people, files and the command lines of programs, which everybody can list."""
        return _dsn({name: text for name, text in self.parameters.items() if name not in SECRETS})

    @property
    def secrets(self) -> Mapping[str, str]:
        """What `shown` leaves out."""
        return {name: text for name, text in self.parameters.items() if name in SECRETS}


def address(dsn: str) -> Address:
    """Read a URL, `key=value` words, or the bare name of a database.

    Errors: Stop AQ598 when libpq cannot read it; the message quotes nothing of it, because it may quote a password.
    """
    import psycopg2
    from psycopg2.extensions import parse_dsn

    try:
        dsn.encode()
    except UnicodeError:
        raise _unread("it holds bytes that are no UTF-8") from None
    if dsn and "=" not in dsn and not re.match(r"postgres(ql)?://", dsn):
        return Address({"dbname": dsn})
    try:
        found = Address(parse_dsn(dsn))
    except psycopg2.Error as error:
        said = re.sub(r'".*"', "…", str(error).removeprefix("invalid dsn: ").strip(), flags=re.DOTALL)
        raise _unread(said) from None
    except UnicodeError:
        raise _unread("a % in it stands for bytes that are no UTF-8") from None
    for name, text in found.parameters.items():
        if name not in SECRETS and _SWALLOWED.search(text):
            raise _unread(f"{name} has taken a password for its value")
    return found


def _unread(said: str) -> Stop:
    hint = f"take the form {FORMS}; in a URL, % is %25, @ is %40, / is %2F and a space is %20"
    return Stop([Diagnostic("AQ598", f"the connection string cannot be read: {said}", hint=hint)])


def _dsn(parameters: Mapping[str, str]) -> str:
    from psycopg2.extensions import make_dsn

    return str(make_dsn(**parameters))
