"""One line a transaction that was exported; account numbers are those of the application's own settings."""

from __future__ import annotations

from compiler.filling.closing import Closing, Export
from compiler.filling.kinds import Columns, FarmTable
from compiler.nouns import Number, Same, Text

SALES, BALANCE = "4000", "3000"


def _select(closing: Closing) -> tuple[Export, ...]:
    return closing.exports


def _columns(closing: Closing, export: Export) -> Columns:
    names = [name for _, name in closing.world.grades]
    return {
        "document_no": Text([f"IC{transaction}" for transaction in export.transaction.tolist()]),
        "account_no": Same(SALES),
        "balancing_account_no": Same(BALANCE),
        "amount": Number(export.cents, 2),
        "description": Text([f"Intercompany {names[grade - 1]}" for grade in export.grade.tolist()]),
        "batch_id_int": Number(export.batch),
        "batch_id": Same(closing.exports.index(export) + 1),
        "dim_company_id": Same(export.company),
        "dim_site_id": Number(export.site),
        "product_grade_id": Number(export.grade),
        "transaction_id": Number(export.transaction),
    }


TABLE = FarmTable(name="finance_navexportline", select=_select, columns=_columns, key="line_id")
