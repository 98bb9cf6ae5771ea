"""What the network says of itself to everybody: texts and totals, public only when two people have agreed."""
