"""The coded register of cases: what stands open about a case, and how its days wait to be sealed."""
