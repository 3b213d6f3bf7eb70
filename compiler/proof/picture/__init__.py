"""A farm as the page of `aqc report` shows it: numbers from the values that make the rows, ready for JSON."""

from compiler.proof.picture.drawing import Drawn, draw_farm

__all__ = ["Drawn", "draw_farm"]
