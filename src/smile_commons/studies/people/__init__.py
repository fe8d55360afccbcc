"""People beside models: coders and their agreement, corrected estimates, ballots of people."""
