"""A table described once: check, grid, workbook out and in, diff. Knows no app."""
