"""What a lesson has on paper, as HTML that prints well and as PDF."""
