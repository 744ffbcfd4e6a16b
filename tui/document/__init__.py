"""From briefing to blocks to lines: composition, Markdown, layout at a width, plain text."""
