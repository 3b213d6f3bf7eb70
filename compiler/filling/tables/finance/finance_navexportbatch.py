"""One row a month and company: the sales of its harvested fish, as they go to the accounting system."""

from __future__ import annotations

import numpy as np

from compiler.filling.closing import Closing, Export
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.months import first_of
from compiler.filling.part import written
from compiler.nouns import Day, Number, Past, Same, Text


def _select(closing: Closing) -> tuple[tuple[Export, ...], ...]:
    return (closing.exports,)


def _columns(closing: Closing, some: tuple[Export, ...]) -> Columns:
    return {
        "date_from": Day(np.array([first_of(one.month) for one in some])),
        "date_to": Day(_last_days(some)),
        "posting_date": Day(np.array([int(one.day.max()) for one in some])),
        "currency": Text([one.currency for one in some]),
        "state": Same("exported"),
        **written(np.array([one.made for one in some]), 17),
        "company_id": Number(np.array([one.company for one in some])),
    }


def _last_days(some: tuple[Export, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([first_of(one.month + 1) - 1 for one in some], dtype=np.int64)


def _past(closing: Closing, some: tuple[Export, ...]) -> Past:
    """A draft until its lines were written."""
    return Past(np.arange(len(some)), {"state": Same("draft"), "posting_date": Day(_last_days(some))})


TABLE = FarmTable(name="finance_navexportbatch", select=_select, columns=_columns, past=_past, key="batch_id")
