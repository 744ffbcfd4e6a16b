"""What the tests of reading share."""

import tests.store.confined  # noqa: F401 - readers are imported once
