"""A reader in a process of its own: `reading_process.py INDEX DONE [hold]`.

It searches until standard input ends, and then prints what it saw as one JSON object. DONE holds
the number of the last build that has ended: what is found may not be older than that. With `hold`
it searches once, says so, and waits.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from bags import Bags

from assistant.ask import Assistant
from assistant.living import LivingAssistant
from vectorstore.errors import VectorstoreError
from vectorstore.latest import open_latest


def living(folder: Path) -> Assistant:
    """An assistant as `assistant serve` has it, with a model that loads in no time."""

    def opened() -> Assistant:
        return Assistant(open_latest(Bags(), folder))

    return LivingAssistant(opened(), folder, opened)


def read(assistant: Assistant, done: Path, ended: threading.Event) -> dict[str, object]:
    searches, stale, lost, faults = 0, 0, 0, []
    seen = set()
    while not ended.is_set():
        least = int(done.read_text())
        try:
            index = assistant.now().index
            hits = index.search("Which number does the flag have?").hits
            found = [hit.passage.body.text for hit in hits if "flag" in hit.passage.body.text]
            number = int(found[0].rstrip(".").split()[-1])
            rope = searches % 40
            best = index.search(f"rope of ship{rope}").hits[0].passage.body.text
        except (VectorstoreError, OSError, IndexError, KeyError) as error:
            faults.append(repr(error))
            continue
        searches += 1
        stale += number < least
        lost += f"ship{rope} " not in best
        seen.add(number)
    return {"searches": searches, "stale": stale, "lost": lost, "faults": faults, "seen": len(seen)}


def main() -> None:
    folder, done = Path(sys.argv[1]), Path(sys.argv[2])
    assistant = living(folder)
    assistant.now().index.search("flag")
    print("open", flush=True)
    if "hold" in sys.argv:
        sys.stdin.read()
        return
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    print(json.dumps(read(assistant, done, ended)), flush=True)


if __name__ == "__main__":
    main()
