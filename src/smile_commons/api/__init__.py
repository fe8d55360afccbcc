"""What can be done with worlds, runs and transcripts: a verb a file, for every face alike.

Nothing here prints, reads the terminal or knows of flags: what a reader is to be told goes to an
``Observer``, what a person decides comes through ``AskPerson`` and ``AskDirector``.
"""
