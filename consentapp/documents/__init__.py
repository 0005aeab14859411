"""Summaries as sealed PDF files: HTML, layout in a child process, tags, seal, examination."""
