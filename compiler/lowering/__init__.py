"""Parts of lower.py: each turns one section of the scenario's values into its part of the Scenario."""
