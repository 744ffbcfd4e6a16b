"""What screens are made of: lists, the page, prompts, bars."""
