"""Someone who walks through the real pages."""
