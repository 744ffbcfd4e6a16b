"""What differs between two editions of a briefing, as a reader met them."""
