"""What stands in each official document; how it looks is workplace.official's."""
