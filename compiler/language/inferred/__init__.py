"""A live database as library files: what a scenario would have to say so that the same places come out."""

from compiler.language.inferred.library import Inferred, infer

__all__ = ["Inferred", "infer"]
