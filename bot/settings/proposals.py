"""What proposals are asked, what kinds there are, and on which grounds one may be kept out of public papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from bot.domain.proposals.questions import Question, QuestionKind
from bot.settings.partnership import Frozen, Name

_MB_MAX = 10
_OPTIONS_MAX = 100
QuestionKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=150)]
Help = Annotated[str, StringConstraints(max_length=500)]


class QuestionSetting(Frozen):
    """A question of a form. `step` heads the questions that are asked together; `options` are key -> words."""

    key: QuestionKey
    label: Label
    type: QuestionKind = QuestionKind.TEXT
    required: bool = False
    help: Help = ""
    step: Annotated[str, StringConstraints(max_length=60)] = ""
    options: dict[QuestionKey, Label] = Field(default_factory=dict, max_length=_OPTIONS_MAX)

    @model_validator(mode="after")
    def _options_for_choices(self) -> QuestionSetting:
        if (self.type is QuestionKind.CHOICE) != bool(self.options):
            raise ValueError("give `options` to a question of type `choice`, and to no other")
        return self

    def question(self) -> Question:
        """Return it as the domain's value."""
        return Question(self.key, self.label, self.type, self.required, self.help, self.step, dict(self.options))


class ProposalsSetting(Frozen):
    """What every proposal is asked, beside what its fund asks.

    `kinds` are key -> words; `grounds` are those in law on which a proposal is not public.
    """

    kinds: dict[QuestionKey, Name] = Field(
        default_factory=lambda: {"scheme": "Scheme"}, min_length=1, max_length=_OPTIONS_MAX
    )
    questions: tuple[QuestionSetting, ...] = ()
    grounds: tuple[Label, ...] = ()
    file_megabytes: int = Field(default=_MB_MAX, ge=1, le=_MB_MAX)


def question_faults(
    at: str, own: Iterable[QuestionSetting], common: Iterable[QuestionSetting] = ()
) -> Iterator[tuple[str, str]]:
    """Yield key and sentence for each question that is asked twice of the same proposal."""
    for key, times in Counter(one.key for one in (*common, *own)).items():
        if times > 1:
            yield f"{at}.questions.{key}", "is asked twice. Give each question of a form a key of its own."
