"""Activities: what was held on a day, for how many, with what follow-up and photographs. Counts are attendances as
written in a register; named participants stand beside them, never instead of them."""
