"""Scores: what was measured, how sure it is, and against what it stands."""
