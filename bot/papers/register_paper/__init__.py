"""The register paper: a board's monthly report of the risks escalated to it, as DOCX, PDF, XLSX and HTML."""
