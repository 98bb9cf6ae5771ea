"""Pages beside the desk of statements: sets that two people hold together, and numbers on several journeys."""
