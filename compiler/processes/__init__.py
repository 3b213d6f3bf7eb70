"""One biological law per file. Laws import rng, exact, model, plan and history, never one another."""
