"""One biological law a file. Laws do not know one another."""
