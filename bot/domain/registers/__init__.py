"""Records whole, as an export writes them and an import compares them."""
