"""What boards decide: recorded once, told to whom it concerns, and followed until it is done."""
