"""Collects the lines of the client scripts, prints the matrix, and fails unless every check of every client is there,
and as many are blank as `expected.json` says.

    ok      <client> <style> <version> <check>
    not ok  <client> <style> <version> <check> <message>
    blank   <client> <style> <version> <check> <why the client cannot>
    done    <client> <its version>
"""

import json
import sys
from pathlib import Path

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text())
CHECKS = EXPECTED["checks"]
ONCE = EXPECTED["once"]  # asked in the first column of each client only, as they take long


def main(names, text):
    cells, versions, odd = {}, {}, []
    for line in text.splitlines():
        match line.split("\t"):
            case ["done", client, version]:
                versions[client] = version
            case ["ok", client, style, version, check]:
                cells.setdefault(client, {}).setdefault((style, version), {})[check] = ("ok", "")
            case ["not ok" | "blank" as outcome, client, style, version, check, message]:
                cells.setdefault(client, {}).setdefault((style, version), {})[check] = (outcome, message)
            case _:
                odd.append(line)

    problems = [f"not a line of a result: {line}" for line in odd]
    listed = lambda name: EXPECTED["clients"].get(name, {})
    asked = {name: listed(name).get("only") or CHECKS + listed(name).get("also", []) for name in names}
    total = {"ok": 0, "not ok": 0, "blank": 0}
    width = max(map(len, CHECKS))
    for client in names:
        columns = cells.get(client, {})
        print(f"\n{client} {versions.get(client, '')}".rstrip())
        if client not in versions:
            problems.append(f"{client}: the script did not come to its end")
        if not columns:
            continue
        first = next(iter(columns))
        expected = lambda name, column: name not in ONCE or column == first
        for column, found in columns.items():
            missing = [name for name in asked[client] if name not in found and expected(name, column)]
            problems += [f"{client}, {', '.join(column)}: {name}: not run" for name in missing]
            problems += [f"{client}, {', '.join(column)}: {name}: not in the list" for name in found.keys() - asked[client]]

        blank = sum(outcome == "blank" for found in columns.values() for outcome, _ in found.values())
        count = {"columns": len(columns), "blank": blank}
        known = {name: EXPECTED["clients"].get(client, {}).get(name) for name in count}
        if count != known:
            problems.append(f"{client}: {count} instead of {known}")

        widths = [max(len(style), 6) for style, _ in columns]
        head = lambda texts: "  ".join(text.ljust(w) for text, w in zip(texts, widths)).rstrip()
        print(" " * (width + 2) + head(style for style, _ in columns))
        print(" " * (width + 2) + head(version for _, version in columns))
        reasons = []
        for check in asked[client]:
            row = []
            for column, found in columns.items():
                if check not in found and not expected(check, column):
                    row.append("")
                    continue
                outcome, message = found.get(check, ("not ok", "not run"))
                total[outcome] += 1
                if outcome == "blank":
                    if message not in reasons:
                        reasons.append(message)
                    outcome = f"- {reasons.index(message) + 1}"
                elif outcome == "not ok":
                    problems.append(f"{client}, {', '.join(column)}: {check}: {message}")
                    outcome = "FAILED"
                row.append(outcome)
            print(f"{check.ljust(width)}  {head(row)}")
        for number, reason in enumerate(reasons, 1):
            print(f"  - {number}: {reason}")

    print(f"\n{total['ok']} ok, {total['not ok']} FAILED, {total['blank']} that the client cannot do")
    for problem in dict.fromkeys(problems):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.read()))
