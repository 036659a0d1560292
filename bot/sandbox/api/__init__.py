"""The Web API: one module per family of methods, one table that lists them."""
