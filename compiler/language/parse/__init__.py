"""Text -> Document: the strict YAML front end. The YAML of a scenario and its includes."""

from compiler.language.parse.files import MAX_BYTES, existing
from compiler.language.parse.includes import parse_file, parse_text
from compiler.language.parse.listing import resolved
from compiler.language.parse.nodes import Document, Kind, Node, label_span, node_at, plain, span_at, with_value
from compiler.language.parse.texts import CONTROL, composed
from compiler.language.parse.tree import MAX_KEY
from compiler.language.parse.wording import closest

__all__ = [
    "CONTROL",
    "MAX_BYTES",
    "MAX_KEY",
    "Document",
    "Kind",
    "Node",
    "closest",
    "composed",
    "existing",
    "label_span",
    "node_at",
    "parse_file",
    "parse_text",
    "plain",
    "resolved",
    "span_at",
    "with_value",
]
