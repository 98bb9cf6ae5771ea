"""Agents and employers: a restricted register of statements about them, each with its source.

It is no list of offenders: no accusation is presented as a fact, and no statements are merged automatically.
"""
