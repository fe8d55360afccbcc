"""Whether a persona stays who it is: card, memory, voice, and what makes it give way."""
