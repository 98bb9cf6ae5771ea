"""Pages of campaigns and camps."""
