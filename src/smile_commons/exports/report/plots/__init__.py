"""The plots of a report, one module each: results in, SVG for a page out."""
