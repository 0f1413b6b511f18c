"""Other systems: one folder each, with the same few files."""
