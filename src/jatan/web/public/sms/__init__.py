"""Where a commercial gateway brings what arrived: a door for one machine, with a secret in a header."""
