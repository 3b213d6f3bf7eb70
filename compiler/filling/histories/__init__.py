"""History tables of the target: one rule for all of them, from the rows of the tables whose history they are."""
