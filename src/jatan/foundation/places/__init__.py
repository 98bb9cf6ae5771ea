"""Places: states, districts, blocks (LGD and Census codes), destinations, and villages that offices have entered.

Coordinates are stored here; maps are drawn in `evidence.atlas`.
"""
