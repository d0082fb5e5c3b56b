"""`objectry`, and `python -m objectry`."""

import sys

from objectry.runtime.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
