"""What the tests of writing share."""

import tests.export.confined  # noqa: F401 - what sets a PDF is imported once
