"""aqc: a YAML scenario of a salmon farm in, a PostgreSQL dump of AquaMind out. Read pipeline.py first."""

__version__ = "0.1.0"
ALGORITHM = 1
"""Version of the values: raised whenever the same scenario and seed would give other bytes."""
