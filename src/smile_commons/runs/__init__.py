"""Runs on disk: folder, manifest, journals, lock and index; no model is imported here."""
