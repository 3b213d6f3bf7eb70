"""The parts of render.py: text for people, and the formats of machines."""
