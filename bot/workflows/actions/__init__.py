"""The action tracker: what people ask of it and change in it, and how it chases."""
