"""Own questions of an office: up to three for each kind of record, asked beside the network's, counted nowhere."""
