"""Rows to the text of a dump: COPY, DDL, data mode, tasks, workers, files."""

from compiler.writing import ddl
from compiler.writing.copytext import blocks
from compiler.writing.data import Script, data_script
from compiler.writing.match import probe_tables, size_tables, total_rows, unfit
from compiler.writing.output import finish, is_stream, open_output, passing_file, write_small
from compiler.writing.schedule import Task, schedule, tasks_ahead
from compiler.writing.weigh import weigh_tables
from compiler.writing.workers import ordered_map

__all__ = [
    "Script",
    "Task",
    "blocks",
    "data_script",
    "ddl",
    "finish",
    "is_stream",
    "open_output",
    "ordered_map",
    "passing_file",
    "probe_tables",
    "schedule",
    "size_tables",
    "tasks_ahead",
    "total_rows",
    "unfit",
    "weigh_tables",
    "write_small",
]
