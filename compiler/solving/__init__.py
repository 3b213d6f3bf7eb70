"""The parts of the solver.

The neutral instance, construction, search, colouring, bounds, the independent checker, witnesses.
"""
