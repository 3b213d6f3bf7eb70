"""Pages of the application: each would have data for an administrator, under the filters that the page applies."""

from __future__ import annotations

from dataclasses import replace

from psycopg2.extensions import cursor as Cursor

from compiler.proof.laws import Law, ask, prelude, read_laws
from compiler.proof.outcome import Outcome

GROUP = "pages"


def check_pages(cursor: Cursor) -> tuple[Outcome, ...]:
    """Look at every page, in the caller's transaction, as on the day `aqc.as_of` or else the day after the last state.

    Errors: psycopg2.Error when the database is not one of AquaMind.
    """
    cursor.execute(prelude("pages"))
    return tuple(look(cursor, page) for page in read_laws("pages"))


def look(cursor: Cursor, page: Law) -> Outcome:
    """One page; skipped, with the reason, where its condition does not hold. The prelude has been run."""
    return replace(ask(cursor, page), group=GROUP)
