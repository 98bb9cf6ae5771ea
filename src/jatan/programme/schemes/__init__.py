"""Schemes: social-security schemes of state and centre as reference data, and a person's linkage to one.

Rules of eligibility are not here: only what was applied for, sanctioned, received or refused.
"""
