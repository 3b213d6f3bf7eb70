"""The parts of emit.py: what to write (farm, schedule), whether it fits (match), who writes it (workers), where to (output)."""
