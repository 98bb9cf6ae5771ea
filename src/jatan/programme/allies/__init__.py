"""Allies: stakeholders in government, police and civil society, with meetings, requests, promises and media mentions.

The network's own members are in `foundation.network`.
"""
