"""A made-up city in the proportions of the real one: for trying out, tests and measurements."""
