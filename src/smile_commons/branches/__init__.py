"""Another way from a turn of a run, both ways again, and two runs set against each other."""
