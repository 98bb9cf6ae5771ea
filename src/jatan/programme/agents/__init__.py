"""Who places and hires: a restricted register of statements about agents and employers, each with its source.

Not a list of the guilty: nobody is accused here as a fact, and nothing is merged by the machine.
"""
