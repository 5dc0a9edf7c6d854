"""``python -m tests``: format, lint, types, import contracts and tests, in this order."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PARALLEL = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]

CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy"]),
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    ("tests", ["-m", "pytest", "--cov", "--cov-report=term:skip-covered", *PARALLEL]),
)


def main() -> int:
    """Run every check; return how many failed."""
    failed = []
    for name, arguments in CHECKS:
        print(f"== {name}", flush=True)
        extra = sys.argv[1:] if name == "tests" else []
        result = subprocess.run([sys.executable, *arguments, *extra], cwd=ROOT, check=False)
        if result.returncode:
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all checks passed", flush=True)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
