"""What may be told of a debate in plain sentences, and the words for it."""
