"""What a team has set for all its scorecards: which rules speak, how loudly, with which words and limits.

``evenbar.toml`` is found from a file upward; reading it is ``team``'s work.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from evenbar.lint.limits import DEFAULTS, Limits
from evenbar.lint.rule import Severity
from evenbar.lint.wording import Language


@dataclass(frozen=True)
class Settings:
    """Which rules and families are chosen and left out, and what the team has changed. Empty is as Evenbar comes."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, Severity | Literal["off"]], ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()  # list -> more entries
    limits: Limits = DEFAULTS
    today: date | None = None

    @cached_property
    def louder(self) -> dict[str, Severity]:
        """The severities that the team has given to rules."""
        return {name: severity for name, severity in self.severity if severity != "off"}

    @cached_property
    def language(self) -> Language:
        """The word lists, with what the team has added."""
        return Language("en", self.words)


AS_IT_COMES = Settings()
