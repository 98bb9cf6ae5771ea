"""Allies: the network's directory of institutions, and the work with them: meetings, asks, promises, agreements.

The network's own members are in `foundation.network`.
"""
