"""The parts of derive.py: what the target computes from events, as it computes it, so that it finds its own numbers."""
