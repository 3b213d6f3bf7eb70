"""The parts of shape.py: words (in English), places (where keys belong), validation, branches, reports."""
