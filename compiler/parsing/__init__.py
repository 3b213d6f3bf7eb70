"""The parts of parse.py: nodes, scalars, tree (one text), files (reading), includes (many texts), merging, listing."""
