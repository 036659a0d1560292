"""Mail out: letters as the standard has them, and the ways they leave."""
