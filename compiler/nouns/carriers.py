"""Well boats and trucks: what carries fish to the sea. A part of the Scenario (scenario.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compiler.nouns.typed import Typed

CarrierKind = Literal["VESSEL", "TRUCK"]
CARRIER_TYPES: dict[CarrierKind, str] = {"VESSEL": "Vessel Tanks", "TRUCK": "Truck Tanks"}
"""What kind of container the tanks of a carrier are."""


@dataclass(frozen=True, slots=True)
class CarrierSize(Typed):
    """How large a carrier of one kind is."""

    tanks: int
    volume_m3: float
    """Of each tank"""
    density_kg_m3: float
    """Fish that a cubic metre of a tank may hold"""


@dataclass(frozen=True, slots=True)
class Carrying(Typed):
    """Sizes of carriers, and which transfers to the sea are told leg by leg."""

    vessel: CarrierSize
    truck: CarrierSize
    told: int
    """Completed transfers a geography, the newest"""
    planned_days: int
    """Transfers are planned at most so long before they begin."""
    readings_days: int
    """Tanks of carriers have readings of so many last days."""

    def size(self, kind: CarrierKind) -> CarrierSize:
        """That of one kind."""
        return self.vessel if kind == "VESSEL" else self.truck


@dataclass(frozen=True, slots=True)
class Carrier(Typed):
    """A vessel or a truck."""

    name: str
    kind: CarrierKind
    number: str
    """IMO number of a vessel, licence plate of a truck"""
    contact: str
    """Whom to call aboard, '' for nobody"""

    def tank(self, at: int) -> str:
        """Name of a tank, from 0.

        >>> Carrier("Ternan", "VESSEL", "IMO 0000001", "").tank(0)
        'Ternan-T01'
        """
        return f"{self.name}-T{at + 1:02}"


def told_kind(parameter: str) -> str:
    """Which of the three things a handoff of fish is measured by a parameter tells, as the target knows them by name.

    >>> [told_kind(name) for name in ("Dissolved Oxygen", "O2", "temp 1", "CO2", "pH")]
    ['oxygen', 'oxygen', 'temperature', 'CO2', '']
    """
    name = parameter.casefold()
    if "oxygen" in name or name == "o2":
        return "oxygen"
    if "temperature" in name or name.startswith("temp"):
        return "temperature"
    return "CO2" if "co2" in name else ""
