"""The parts of servers.py: finding PostgreSQL on this machine and running its programs as a user that may."""
