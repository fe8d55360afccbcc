"""Comparisons, mixed models, plans and specification curves of the tables of a study."""
