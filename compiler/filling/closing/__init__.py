"""Month by month, what finance keeps of the farm: costs, budgets, allocation, valuation, locks, exports."""

from compiler.filling.closing.allocation import FALLBACK, weight_of
from compiler.filling.closing.book import Closing, OtherCentre, close, open_books, rules_on
from compiler.filling.closing.budgets import Budget
from compiler.filling.closing.calendar import (
    Imported,
    Lock,
    Run,
    approved_on,
    imported_on,
    imports,
    locks,
    runs,
    year_and_month,
)
from compiler.filling.closing.exports import Export
from compiler.filling.closing.valued import Snapshots, snapshots

__all__ = [
    "FALLBACK",
    "Budget",
    "Closing",
    "Export",
    "Imported",
    "Lock",
    "OtherCentre",
    "Run",
    "Snapshots",
    "approved_on",
    "close",
    "imported_on",
    "imports",
    "locks",
    "open_books",
    "rules_on",
    "runs",
    "snapshots",
    "weight_of",
    "year_and_month",
]
