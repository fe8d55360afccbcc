"""Metrics of persona consistency as their sources define them, beside ours."""
