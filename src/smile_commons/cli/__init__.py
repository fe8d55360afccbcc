"""The command line: parsing, calling, printing, and nothing else."""
