"""What is written on phones without a network: its questions, its rules, and the way of its rows into the records."""
