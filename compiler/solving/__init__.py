"""The parts of the solver: the neutral instance, construction, search, colouring, bounds, the independent checker, witnesses."""
