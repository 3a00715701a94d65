"""Which row is the header, and which header means which field."""
