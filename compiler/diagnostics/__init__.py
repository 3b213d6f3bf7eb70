"""Users' mistakes as values, the registry of their codes, and how they are printed."""

from compiler.diagnostics.diagnostic import Acceptance, Diagnostic, Severity, Span, Stop, stop_on_errors
from compiler.diagnostics.machine import objects
from compiler.diagnostics.registry import explain_code, near_codes, titles
from compiler.diagnostics.render import FORMATS, render
from compiler.diagnostics.secrets import masked
from compiler.diagnostics.widths import visible

__all__ = [
    "FORMATS",
    "Acceptance",
    "Diagnostic",
    "Severity",
    "Span",
    "Stop",
    "explain_code",
    "masked",
    "near_codes",
    "objects",
    "render",
    "stop_on_errors",
    "titles",
    "visible",
]
