"""Phased training: curricula in versions, series of sessions for a forum or other learners, tests before and after.

A session that was held is an activity of the register (`activities`), which is what is counted.
"""
