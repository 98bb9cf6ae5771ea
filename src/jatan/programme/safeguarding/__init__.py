"""What follows a registration: agreed contacts, missed contacts and the ladder of steps until somebody acts.

Not case work: a sealed file begins where the last step of the ladder hands over.
"""
