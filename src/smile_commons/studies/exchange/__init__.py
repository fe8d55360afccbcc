"""Studies handed to other programs: Inspect logs, ConvoKit corpora, mixed models in R."""
