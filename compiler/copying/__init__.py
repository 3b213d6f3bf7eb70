"""The parts of copytext.py: single values as text, and digits in bulk."""
