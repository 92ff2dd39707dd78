"""Makes season.csv, a season of interviews that never happened: two openings, eight interviewers, five criteria.

Everybody and every rating is invented here, from one seed. The truth behind it is known, so that it can be seen what
the commands make of it: Oda and Pavel rate half a level harder than most, Tess half a level easier.

    python examples/season.py > examples/season.csv
"""

import random
import sys

SEED = 2026
CRITERIA = ("framing", "data", "modelling", "deployment", "collaboration")
SEVERITY = {
    "Amara": 0.1,
    "Bo": -0.1,
    "Ines": 0.0,
    "Jonas": 0.2,
    "Mina": -0.2,
    "Oda": 0.5,
    "Pavel": 0.5,
    "Tess": -0.6,
}
OPENINGS = {"ranking": 13, "speech": 11}


def rows() -> list[tuple[str, str, str, str, int]]:
    """The ratings: candidate, opening, interviewer, criterion, level."""
    chance = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    made = []
    number = 0
    for opening, people in OPENINGS.items():
        home = list(SEVERITY)[:5] if opening == "ranking" else list(SEVERITY)[3:]
        for _ in range(people):
            number += 1
            quality = chance.gauss(3.2, 0.7)
            for interviewer in sorted(chance.sample(home, 4)):
                impression = chance.gauss(0.0, 0.3)
                for criterion in sorted(chance.sample(CRITERIA, 3), key=CRITERIA.index):
                    level = quality - SEVERITY[interviewer] + impression + chance.gauss(0.0, 0.6)
                    made.append(
                        (f"C{number:02}", opening, interviewer, criterion, min(5, max(1, round(level))))
                    )
    return made


if __name__ == "__main__":
    lines = ["candidate,opening,interviewer,criterion,score", *(",".join(map(str, row)) for row in rows())]
    sys.stdout.write("\n".join(lines) + "\n")
