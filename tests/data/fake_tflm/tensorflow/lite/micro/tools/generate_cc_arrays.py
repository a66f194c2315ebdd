"""Turns numbers.csv into C++: generate_cc_arrays.py OUTPUT_FOLDER FILE..., printing what was made."""

import sys
from pathlib import Path

output, *files = sys.argv[1:]
for name in map(Path, files):
    made = Path(output) / name.with_name(f"{name.stem}_data.cc")
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text(f"extern const int g_numbers[] = {{{name.read_text().strip()}}};\n")
    print(made)
