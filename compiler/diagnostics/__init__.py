"""Users' mistakes as values, the registry of their codes, and how they are printed."""

from compiler.diagnostics.diagnostic import Diagnostic, Severity, Span, Stop, stop_on_errors
from compiler.diagnostics.registry import explain_code, near_codes
from compiler.diagnostics.render import render
from compiler.diagnostics.secrets import masked
from compiler.diagnostics.widths import visible

__all__ = [
    "Diagnostic",
    "Severity",
    "Span",
    "Stop",
    "explain_code",
    "masked",
    "near_codes",
    "render",
    "stop_on_errors",
    "visible",
]
