"""Text messages out and in: outbox, inbox, gateways.

Safeguarding decides who is written to and what an answer changes; this package only sends, receives and interprets.
"""
