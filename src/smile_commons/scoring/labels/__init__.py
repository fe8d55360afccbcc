"""Labels that a person gave: asked for, kept, and used to correct what a judge read."""
