"""Allies: those in government, police and civil society the network works with, what was asked, what was promised.

Media mentions stand here too. Not the network's own members: those are `foundation.network`.
"""
