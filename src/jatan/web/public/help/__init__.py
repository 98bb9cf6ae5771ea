"""The page behind the mark on a migrant's pass: rights, help numbers, and a button that tells the desk.

It is the same page for every code. Nothing here looks a code up; `intake.calls` does, after the answer has gone.
"""
