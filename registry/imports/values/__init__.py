"""Makes values of cells, and tells what is wrong with those it cannot."""
