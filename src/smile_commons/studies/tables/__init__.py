"""What many runs left behind, as tidy tables in which every row says where it comes from."""

from smile_commons.studies.tables.load import load, to_arrow
from smile_commons.studies.tables.write import write_tables

__all__ = ["load", "to_arrow", "write_tables"]
