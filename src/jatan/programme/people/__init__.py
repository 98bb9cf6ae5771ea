"""People: who somebody is, which papers they hold and what they agreed to. Not where they went (journeys), not what
they asked for (helpdesk), and never an Aadhaar number. The lowest programme package: its `recording` is how every
other package's commands check themselves and become rows."""
