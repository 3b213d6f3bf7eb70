"""The command line. One command a file; what is said at the end in report.py."""

from compiler.cli.program import commands, main

__all__ = ["commands", "main"]
