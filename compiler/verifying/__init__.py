"""The parts of verify.py: laws as SQL, promises of the manifest, legal choices, the table of outcomes."""
