"""The class room: one debate, a class that votes, and a teacher who lets each line out."""
