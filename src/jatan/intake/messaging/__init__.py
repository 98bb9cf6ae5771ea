"""Text messages out and in: outbox, inbox, gateways. Carries words between a telephone and the services below.

Knows no duty of its own: who is written to, and what an answer means for her, safeguarding decides.
"""
