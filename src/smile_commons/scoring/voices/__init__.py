"""Voices: who speaks how, and which lines anybody could have said."""
