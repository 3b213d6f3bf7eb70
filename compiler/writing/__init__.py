"""Rows to the text of a dump: COPY, DDL, data mode, tasks, workers, files."""

from compiler.writing import ddl
from compiler.writing.advancing import Advance, Days, Known, natural_columns
from compiler.writing.archive import GUARD, TOC
from compiler.writing.cluster import Cluster, connected
from compiler.writing.copytext import blocks
from compiler.writing.crew import Crew, OnExecutor
from compiler.writing.dump import Dump, Options, assertions, entries, filling_script, full_script
from compiler.writing.layout import Folder, Layout, Plain
from compiler.writing.match import SMALL_ROWS, probe_tables, size_tables, total_rows, unfit
from compiler.writing.output import (
    finish,
    is_stream,
    manifest_beside,
    open_folder,
    open_output,
    passing_file,
    write_small,
)
from compiler.writing.packing import ENDINGS, LIBRARIES, UNPACKERS, Damaged, Packing, library, packing_of, unpacked
from compiler.writing.pieces import Making, Piece, make_piece
from compiler.writing.remote import Remote, place, reach
from compiler.writing.reusing import reuse_of
from compiler.writing.schedule import Task, schedule, tasks_ahead
from compiler.writing.toc import Entry, decode_toc, encode_toc
from compiler.writing.twins import Shelter, twins_of
from compiler.writing.weigh import weigh_tables
from compiler.writing.workers import all_of, at_a_time, ordered_map, share_files

__all__ = [
    "ENDINGS",
    "GUARD",
    "LIBRARIES",
    "SMALL_ROWS",
    "TOC",
    "UNPACKERS",
    "Advance",
    "Cluster",
    "Crew",
    "Damaged",
    "Days",
    "Dump",
    "Entry",
    "Folder",
    "Known",
    "Layout",
    "Making",
    "OnExecutor",
    "Options",
    "Packing",
    "Piece",
    "Plain",
    "Remote",
    "Shelter",
    "Task",
    "all_of",
    "assertions",
    "at_a_time",
    "blocks",
    "connected",
    "ddl",
    "decode_toc",
    "encode_toc",
    "entries",
    "filling_script",
    "finish",
    "full_script",
    "is_stream",
    "library",
    "make_piece",
    "manifest_beside",
    "natural_columns",
    "open_folder",
    "open_output",
    "ordered_map",
    "packing_of",
    "passing_file",
    "place",
    "probe_tables",
    "reach",
    "reuse_of",
    "schedule",
    "share_files",
    "size_tables",
    "tasks_ahead",
    "total_rows",
    "twins_of",
    "unfit",
    "unpacked",
    "weigh_tables",
    "write_small",
]
