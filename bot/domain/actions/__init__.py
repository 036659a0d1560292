"""Actions: what a tracker holds of them, who may read and change them, and how they are named."""
