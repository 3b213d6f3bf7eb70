"""A supplier's own record of a lot of eggs, or of bought fish."""

from __future__ import annotations

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, batch_of, bought_fish, geography_of, price_per_thousand
from compiler.filling.tables.broodstock._productions import one_lot, productions
from compiler.filling.world import scaled
from compiler.nouns import Moment, Same


def _columns(part: Part, _: tuple[int, ...], ids: Ids) -> Columns:
    batch, made = batch_of(part), Moment(productions(part).made_s)
    return {
        "batch_number": Same(f"{'FISH' if bought_fish(part) else 'EGG'}-{batch.number}"),
        "provenance_data": Same(_provenance(part)),
        "created_at": made,
        "updated_at": made,
        "egg_production_id": Same(ids["broodstock_eggproduction"]),
        "supplier_id": Same(part.world.suppliers.index(batch.supplier) + 1),
    }


def _provenance(part: Part) -> str:
    batch, eggs = batch_of(part), not bought_fish(part)
    words = [f"{batch.supplier}: {batch.eggs:,} {'eyed eggs' if eggs else 'fish'}"]
    words.append(f"{batch.dead_on_arrival:,} {'not viable' if eggs else 'dead'} on delivery")
    if eggs:
        words.append(f"quality {batch.egg_quality} of 5")
    price = price_per_thousand(batch)
    if price is not None:
        cents = int(scaled([price], 2).values[0])
        words.append(f"{geography_of(part).currency} {cents // 100}.{cents % 100:02} a thousand")
    return ", ".join(words) + ". Health certificate seen."


TABLE = BatchTable(name="broodstock_externaleggbatch", select=one_lot, columns=_columns, since="ordered")
