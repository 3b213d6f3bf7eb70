"""What a compile and a restore will take, on this machine where it was calibrated."""

from compiler.cli.cost.command import calibrate

__all__ = ["calibrate"]
