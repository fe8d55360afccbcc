"""Batches of forums: designed, planned, registered, run anywhere, analysed, bundled."""
