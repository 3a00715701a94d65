"""The column sets of the national lists, and the kinds of import that read them."""
