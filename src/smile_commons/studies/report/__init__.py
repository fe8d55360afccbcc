"""The report of a study: flow, results, checks, robustness; each plot with a table of the same."""
