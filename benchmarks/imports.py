"""Time of `import zjpoverty` and of `zjpoverty list`, beside `import pandas`, in fresh processes: ratios of one run."""

import statistics
import subprocess
import sys
import time

CASES = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import zjpoverty": [sys.executable, "-c", "import zjpoverty"],
    "zjpoverty list": [sys.executable, "-m", "zjpoverty.cli", "list"],
    "import pandas": [sys.executable, "-c", "import pandas"],
    "import altair": [sys.executable, "-c", "import altair"],
}
ROUNDS = 7


def seconds(command: list[str]) -> float:
    """Median wall time of a command."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    seconds(CASES["import pandas"])  # warm the disk cache
    taken = {name: seconds(command) for name, command in CASES.items()}
    print(f"{'':18} seconds  of import pandas")
    for name, took in taken.items():
        print(f"{name:18} {took:7.3f}  {took / taken['import pandas']:7.2f}")


if __name__ == "__main__":
    main()
