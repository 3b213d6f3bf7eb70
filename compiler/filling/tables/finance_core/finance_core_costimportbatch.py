"""One row a month: a file with the costs of all sites, as the accounting system gives it."""

from __future__ import annotations

import hashlib

import numpy as np

from compiler.filling.closing import Closing, Imported, imports, year_and_month
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import at_hour
from compiler.filling.people import user_id
from compiler.nouns import Number, Same, Text


def _select(closing: Closing) -> tuple[tuple[Imported, ...], ...]:
    return (imports(closing),)


def _columns(closing: Closing, files: tuple[Imported, ...]) -> Columns:
    months = [year_and_month(closing, one.month) for one in files]
    cents = np.array([int(closing.lines.cents[one.lines].sum()) for one in files], dtype=np.int64)
    return {
        "year": Number(np.array([year for year, _ in months])),
        "month": Number(np.array([month for _, month in months])),
        "source_filename": Text([f"costs-{year}-{month:02}.csv" for year, month in months]),
        "checksum": Text([hashlib.sha256(one.text(closing).encode()).hexdigest() for one in files]),
        "imported_row_count": Number(np.array([len(one) for one in files])),
        "total_amount": Number(cents, 2),
        "created_at": at_hour(np.array([one.day for one in files]), 9),
        "uploaded_by_id": Same(user_id(closing.world, "FIN")),
    }


TABLE = FarmTable(name="finance_core_costimportbatch", select=_select, columns=_columns, key="import_batch_id")
