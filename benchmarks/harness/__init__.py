"""The harness: what is measured (rows), how (runs), what becomes of it (figures, page, plots, compare)."""
