"""After a registration: agreed contacts, missed contacts and the escalation ladder until somebody acts.

Case work is in `cases`: a sealed file begins when the last step of the ladder hands over.
"""
