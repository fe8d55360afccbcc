"""Where a line came from: its call, its memories, and what it becomes without them."""
