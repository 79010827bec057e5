"""Measures on sets that other people published, beside the figures published for them."""
