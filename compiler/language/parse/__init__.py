"""Text -> Document: the strict YAML front end. The YAML of a scenario and its includes."""

from compiler.language.parse.files import MAX_BYTES, existing
from compiler.language.parse.includes import parse_file, parse_text
from compiler.language.parse.listing import resolved
from compiler.language.parse.nodes import Document, Kind, Node, label_span, node_at, plain, span_at, with_value
from compiler.language.parse.reach import beyond_reach, refuse_beyond
from compiler.language.parse.scalars import Doubt, read_plain
from compiler.language.parse.texts import CONTROL, composed, control_character
from compiler.language.parse.tree import MAX_KEY
from compiler.language.parse.wording import closest

__all__ = [
    "CONTROL",
    "MAX_BYTES",
    "MAX_KEY",
    "Document",
    "Doubt",
    "Kind",
    "Node",
    "beyond_reach",
    "closest",
    "composed",
    "control_character",
    "existing",
    "label_span",
    "node_at",
    "parse_file",
    "parse_text",
    "plain",
    "read_plain",
    "refuse_beyond",
    "resolved",
    "span_at",
    "with_value",
]
