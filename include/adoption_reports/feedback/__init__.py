"""What goes back to a network: the receipt as JSON and as a page, and the rows that are held."""
