"""One record feeds every table: fields, formats and frames of the exports. No database here."""
