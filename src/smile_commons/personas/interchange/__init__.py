"""Character cards of other programs, in and out without losing a field."""
