"""The class room: a debate in front of a class, in the browser, from one process."""
