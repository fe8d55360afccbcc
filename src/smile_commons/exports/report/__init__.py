"""The report of a scored debate: one file, figures with their tables, readable without scripts."""
