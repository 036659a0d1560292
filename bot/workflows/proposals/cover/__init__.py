"""The cover sheet of a proposal: what it says, who signs it off, and how it is made and sent."""
