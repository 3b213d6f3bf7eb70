"""What a compile and a restore will take, on this machine where it was calibrated."""

from compiler.cli.cost.command import calibrate
from compiler.cli.cost.speed import REFERENCE, Cost, Load, Speed, known_speed

__all__ = ["REFERENCE", "Cost", "Load", "Speed", "calibrate", "known_speed"]
