"""People: who somebody is, which papers they hold and what they consented to.

Journeys and help-desk issues are in their own packages, and Aadhaar numbers are never stored. This is the lowest
programme package: its `base_command` validates the commands of all others and turns them into rows.
"""
