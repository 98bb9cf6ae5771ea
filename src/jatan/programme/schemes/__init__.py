"""Schemes: the social-security schemes of state and centre as reference data, and a person's linkage to one.

Not the rules of eligibility: here stands only what was applied for, sanctioned, received or refused.
"""
