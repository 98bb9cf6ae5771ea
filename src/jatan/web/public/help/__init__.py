"""The page that the QR code on a migrant's pass opens: rights, help numbers, and a button that calls the help desk.

It is the same for every code. `intake.calls` looks the code up in a background task, after the response is sent.
"""
