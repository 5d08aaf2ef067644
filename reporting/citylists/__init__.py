"""市里的名单与我们的: which rows are one project, where they differ, and why. No database here."""
