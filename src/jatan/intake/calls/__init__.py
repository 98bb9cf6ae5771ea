"""Calls for help from the page that a migrant's pass opens: a door without sign-in.

It writes down what was said, whatever the code, and a background task finds out whose desk it is for: so a page can
neither tell nor show by its pace whether a code exists. It decides nothing about the person: the help desk does.
"""
