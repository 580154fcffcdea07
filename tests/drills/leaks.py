"""The whole of what `test_leaks` and `test_permissions` ask in samples: every record, way, language, role and method.

python -m tests.drills.leaks
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FILES = ("tests/test_leaks.py", "tests/test_permissions.py")


def drill(quick: bool = False) -> list[str]:
    """Run them whole; quickly, as the suite does."""
    told = []
    for file in FILES:
        environment = os.environ | ({} if quick else {"WHOLE_CRAWL": "1"})
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "0", "-q", "-s", "-o", "faulthandler_timeout=3600", file],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout[-4000:]
        passed = re.search(r"(\d+) passed", run.stdout)
        asked = re.search(r"asked (\d+)", run.stdout)
        told.append(f"| {file} | {passed[1] if passed else 0} passed | {asked[1] if asked else '–'} answers | 0 seen |")
    return told


def main() -> None:
    sys.stdout.write("\n".join(drill("--quick" in sys.argv)) + "\n")


if __name__ == "__main__":
    main()
