"""Targets for an indicator, a member (or the network) and a period of whole months, and what was achieved of them."""
