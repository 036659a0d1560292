"""The register paper: which one is meant, what it holds, and how it reaches those who asked for it."""
