"""Plans: read, changed, drawn, laid out as a table, and compared with minutes and forward plans."""
