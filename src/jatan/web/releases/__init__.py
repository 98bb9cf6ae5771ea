"""Pages on which the network's public texts and totals are proposed and, by a second person, released."""
