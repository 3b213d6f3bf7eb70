"""Scenario files: text to Document, its shape, its lowering to a Scenario, and the checks of its meaning."""

from compiler.language.checks import check_meaning
from compiler.language.lower import lower
from compiler.language.lower.reading import schema
from compiler.language.parse.includes import parse_file
from compiler.language.parse.listing import resolved
from compiler.language.parse.nodes import Document, node_at, plain, with_value
from compiler.language.shape import check_shape

__all__ = [
    "Document",
    "check_meaning",
    "check_shape",
    "lower",
    "node_at",
    "parse_file",
    "plain",
    "resolved",
    "schema",
    "with_value",
]
