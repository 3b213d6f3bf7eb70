"""Text -> Document: the strict YAML front end. The parts are in in this folder."""

from compiler.language.parse.includes import parse_file, parse_text
from compiler.language.parse.listing import resolved
from compiler.language.parse.nodes import Document, Kind, Node, digest, label_span, node_at, plain, with_value
from compiler.language.parse.wording import closest

__all__ = [
    "Document",
    "Kind",
    "Node",
    "closest",
    "digest",
    "label_span",
    "node_at",
    "parse_file",
    "parse_text",
    "plain",
    "resolved",
    "with_value",
]
