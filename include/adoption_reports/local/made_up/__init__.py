"""Made-up words and figures: everything that the demonstration registry and submissions are drawn from."""
