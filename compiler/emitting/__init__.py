"""The parts of emit.py: what there is to write (farm), whether it fits (match), who does it (workers), where to."""
