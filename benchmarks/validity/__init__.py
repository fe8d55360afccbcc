"""The parts of ``score_validity.py``: planted pairs, labelled stances, groups that decide."""
