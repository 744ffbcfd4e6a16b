"""What a briefing is: structs, dates, scales, handling, text. No input or output here."""
