"""Pages of the register of agents and employers."""
