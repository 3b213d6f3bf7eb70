"""Scenario files: text to Document, its shape, its lowering to a Scenario, and the checks of its meaning."""

from compiler.language.acceptance import accepted, accepting, check_acceptances
from compiler.language.checks import check_meaning
from compiler.language.inferred import Inferred, infer
from compiler.language.lower import lower, passed_over
from compiler.language.lower.reading import schema
from compiler.language.parse.files import read as read_file
from compiler.language.parse.includes import parse_file
from compiler.language.parse.listing import resolved
from compiler.language.parse.nodes import Document, Node, node_at, plain, span_at, with_value
from compiler.language.parse.tree import build as build_tree
from compiler.language.shape import check_shape, fits
from compiler.language.trust import admitted

__all__ = [
    "Document",
    "Inferred",
    "Node",
    "accepted",
    "accepting",
    "admitted",
    "build_tree",
    "check_acceptances",
    "check_meaning",
    "check_shape",
    "fits",
    "infer",
    "lower",
    "node_at",
    "parse_file",
    "passed_over",
    "plain",
    "read_file",
    "resolved",
    "schema",
    "span_at",
    "with_value",
]
