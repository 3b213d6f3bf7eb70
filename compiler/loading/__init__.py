"""Data mode: what is written into a database that the application's own migrations made, and in which words."""
