"""What joins several packages of the programme into one act: registering a departure, correcting it, an alarm, coming
home. Every door (page, workbook, text message, command, demo) calls these, so the same rules hold whoever asks.

Why a journey of a register is exempt: docs/explanation/departure-rules.md.
"""
