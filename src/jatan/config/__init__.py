"""The top floor: how this house is configured, started, stopped and looked after.

Nothing below imports from here. What differs between machines is an option (`options.py`);
what the network does is never decided here.
"""
