"""Paragraphs that the network and its members write for their papers, with all versions."""
