"""Time and memory of the synthetic households, of their register, and of surveys drawn from them, by scale.

    python benchmarks/households.py [SCALE ...]

Without SCALE: 0.01 and 1, which takes two to three minutes; 10 (11 million households) needs 1.4
gigabytes. Register and surveys are measured up to a scale of 1, the size of the real ones.

Each case has a process of its own. Its memory is the most that the process has held, Python and its packages with it:
compare the scales. Beside its time stands that of a floor, measured in the same process when the case is done: numpy
draws as many raw integers as the rows made have cells, and as many bytes as the file has are written to the disk, or
are read for a report. Nobody can make, keep or read such a table in less; the ratio says what the rest takes.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCALES = (0.01, 1)
LARGEST = 1  # of registers and surveys
DRAWS = 1000
PIECE = 1 << 22
_HOUSEHOLDS = 1_110_000


def population(folder: Path, scale: float):
    """All households in memory."""
    from zjpoverty import households

    return lambda: households.population(scale=scale).size, {}


def written(folder: Path, scale: float):
    """The same, to a Parquet file."""
    from zjpoverty import households
    from zjpoverty.datasets import descriptor

    columns = len(descriptor("synthetic_households")["schema"]["fields"])
    path = folder / "households.parquet"

    def case() -> int:
        households.write(path, scale=scale)
        return columns * round(_HOUSEHOLDS * scale)

    return case, {"writes": path}


def build(folder: Path, scale: float):
    """A register of one year."""
    from zjpoverty import registers

    path = folder / "register.duckdb"
    return lambda: registers.build(path, scale=scale) and 0, {"writes": path}


def update(folder: Path, scale: float):
    """The next year, in one transaction; the floor is half of the file that there is then."""
    from zjpoverty import registers

    path = folder / "register.duckdb"
    return lambda: registers.update(path, 2011) or 0, {"writes": path, "part": 0.5}


def report(folder: Path, scale: float):
    """The indicators of the yearly statistics."""
    from zjpoverty import registers

    path = folder / "register.duckdb"
    return lambda: registers.report(path) is None, {"reads": path}


def sample(folder: Path, scale: float):
    """One survey of 8,000 households."""
    from zjpoverty import households

    everyone = households.population(scale=scale)
    return lambda: households.sample(everyone).size, {}


def repeated(folder: Path, scale: float):
    """A thousand such surveys, with an estimate and its interval from each."""
    from zjpoverty import households

    everyone = households.population(scale=scale)
    return lambda: int(households.repeat(everyone, draws=DRAWS)["households"].sum()), {}


CASES = {
    "population": population,
    "written to Parquet": written,
    "register: build": build,
    "register: update": update,
    "register: report": report,
    "a survey of 8,000": sample,
    f"{DRAWS:,} surveys": repeated,
}
OF_POPULATION = ("population", "written to Parquet")
NEEDS_ALL = ("a survey of 8,000", f"{DRAWS:,} surveys")  # 200 households in each of 40 counties are there at 1 alone


def seconds(call, *words) -> tuple[float, object]:
    """Wall time of a call, and what it returned."""
    start = time.perf_counter()
    answer = call(*words)
    return time.perf_counter() - start, answer


def floor(folder: Path, integers: int, size: int, reads: Path | None) -> None:
    """Draw so many raw integers; write so many bytes to the disk, or read a file."""
    from numpy.random import PCG64

    stream = PCG64(2010)
    for begun in range(0, integers, PIECE):
        stream.random_raw(min(PIECE, integers - begun))
    if reads is not None:
        with open(reads, "rb") as file:
            while file.read(PIECE):
                pass
    elif size:
        piece = os.urandom(PIECE)  # which no file system makes smaller
        with open(folder / "floor", "wb") as file:
            for begun in range(0, size, PIECE):
                file.write(piece[: size - begun])
            file.flush()
            os.fsync(file.fileno())
        (folder / "floor").unlink()


def one(name: str, folder: Path, scale: float) -> dict:
    """Measure one case, in this process."""
    case, files = CASES[name](folder, scale)
    took, integers = seconds(case)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
    size = round(files.get("part", 1) * files["writes"].stat().st_size) if "writes" in files else 0
    least, _ = seconds(floor, folder, int(integers), size, files.get("reads"))
    return {"seconds": took, "floor": least, "megabytes": memory, "file": size / 1e6}


def apart(name: str, folder: Path, scale: float) -> dict:
    """Measure one case, in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, "--case", name, str(folder), str(scale)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name} at scale {scale:g} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the table."""
    print(f"{'':22}   scale   seconds   of the floor   memory, MB   written, MB")
    for scale in map(float, sys.argv[1:] or SCALES):
        with tempfile.TemporaryDirectory() as folder:
            for name in CASES:
                if (scale > LARGEST and name not in OF_POPULATION) or (scale != 1 and name in NEEDS_ALL):
                    continue
                got = apart(name, Path(folder), scale)
                ratio, size = got["seconds"] / got["floor"], f"{got['file']:.1f}" if got["file"] else ""
                print(
                    f"{name:22}{scale:8g}{got['seconds']:10.2f}{ratio:15.1f}{got['megabytes']:13.0f}{size:>14}",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(one(sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]))))
    else:
        main()
