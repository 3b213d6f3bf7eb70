"""aqc init: a folder for scenarios, with editors, hooks and pipelines set up."""

from compiler.cli.init.command import init

__all__ = ["init"]
