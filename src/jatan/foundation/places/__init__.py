"""Places: states, districts, blocks (LGD and Census codes), destinations, and localities that grow from use.

Not a map: coordinates are facts here, drawing is in evidence.atlas.
"""
