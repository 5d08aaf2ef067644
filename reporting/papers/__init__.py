"""What documents are made of: blocks of words and locked numbers. No database here."""
