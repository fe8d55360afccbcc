"""Stated positions: where personas stand by what they say in public, as a judge reads it."""
