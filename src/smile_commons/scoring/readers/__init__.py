"""Transcripts from elsewhere: one module a format, all of them to lines that can be scored."""

from smile_commons.scoring.readers.given import Fields
from smile_commons.scoring.readers.reading import read_transcript, read_transcripts
from smile_commons.scoring.readers.transcript import Transcript

__all__ = ["Fields", "Transcript", "read_transcript", "read_transcripts"]
