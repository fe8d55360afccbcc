"""Smile Commons: persona agents with memories and stances debate, and the debate is scored."""

__version__ = "0.1.0"
