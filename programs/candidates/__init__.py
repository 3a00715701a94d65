"""Check before paying: a list of candidates comes back with what the register knows of each.

A file goes through `table` (its sheet and columns, by the import's own reader), `facts` (what is
known of the people of a batch, in a dozen queries), `verdicts` (pure: what to say of each row) and
`writing` (the same rows back, with our columns behind). `check` puts them together.

Nothing of the file is stored: no row of any table, and no copy of it outlives the check.
"""
