"""Batches of forums: planned, registered, run, tabled, analysed, reported."""
