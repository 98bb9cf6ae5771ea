"""Report pages: the impact report and its rows, corridors, what is counted. They read facts and write nothing."""
