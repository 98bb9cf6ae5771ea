"""The end of an organisation's membership: its open work, and the caretaker who takes it over."""
