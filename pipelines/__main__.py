"""`python -m pipelines` is `weekhouse`."""

import sys

from pipelines.lean import main

sys.exit(main())
