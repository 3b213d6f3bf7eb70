"""The parts of introspect.py and target.py: what a live database holds (live, rows), as files of a catalog (layout)."""
