"""Text -> Document: the strict YAML front end. The parts are in parsing/."""

from compiler.parsing.includes import load, loads
from compiler.parsing.listing import resolved
from compiler.parsing.nodes import Document, Kind, Node, digest, label_span, node_at, plain, with_value

__all__ = [
    "Document",
    "Kind",
    "Node",
    "digest",
    "label_span",
    "load",
    "loads",
    "node_at",
    "plain",
    "resolved",
    "with_value",
]
