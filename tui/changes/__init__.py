"""What changed in a briefing since somebody read it: editions, their comparison, and the page that shows it. No I/O."""
