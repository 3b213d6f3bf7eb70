"""The vessels and trucks of a geography: as many as it says, named by patterns."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.language.lower.reading import Notes, alike, fill
from compiler.language.lower.values import Values
from compiler.nouns import Carrier, CarrierKind


def read_carriers(geography: Values, notes: Notes) -> tuple[Carrier, ...]:
    """Vessels by number, then trucks. Tells AQ204 of a pattern that asks for what there is not."""
    fleet: Values = geography["carriers"]
    vessels = [_carrier(fleet, "VESSEL", geography["code"], n + 1, notes) for n in range(fleet["vessels"])]
    return (*vessels, *(_carrier(fleet, "TRUCK", geography["code"], n + 1, notes) for n in range(fleet["trucks"])))


def _carrier(fleet: Values, kind: CarrierKind, code: str, n: int, notes: Notes) -> Carrier:
    names, numbers = ("vessel_name", "imo_number") if kind == "VESSEL" else ("truck_name", "licence_plate")
    known: dict[str, str | int] = {"code": code, "n": n}
    name, number = (_filled(fleet, key, known, notes) for key in (names, numbers))
    contact = _filled(fleet, "contact", {"code": code, "name": name}, notes)
    spans = {(): fleet.at(names), ("number",): fleet.at(numbers), ("contact",): fleet.at("contact")}
    return Carrier(name, kind, number, contact, spans=spans)


def _filled(fleet: Values, key: str, known: Mapping[str, str | int], notes: Notes) -> str:
    unknown: list[str] = []
    text = fill(fleet[key], known, unknown.append)
    for field in unknown:
        notes.say_once("AQ204", f"the pattern of {key} asks for {{{field}}}", fleet.at(key), alike(field, known))
    return text
