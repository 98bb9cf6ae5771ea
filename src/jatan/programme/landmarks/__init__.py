"""Landmarks: places worth knowing on the way and at both ends of it (stations, places of risk, services), and routes.

One register for the network: every member reads and verifies it; whoever recorded an entry, or the secretariat,
corrects it.
"""
