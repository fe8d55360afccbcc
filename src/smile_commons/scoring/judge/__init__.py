"""The judge: a model that codes text, and how reliable it is at that."""
