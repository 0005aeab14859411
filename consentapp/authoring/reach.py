"""Pages, items and rules that no answers can reach.

For each page and item the *ways* to it are worked out: what must have been answered before, as one set of constraints
for each alternative. Conditions look back only, so one walk from the first form to the last is enough.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consentapp.authoring.drafts import Draft
from consentapp.authoring.findings import Finding
from consentapp.domain.form import UNKNOWN, EnableWhen, Item, Page, Rule
from consentapp.domain.response import answer_key, holds

MOST_WAYS = 64
"""Beyond this many alternatives a thing counts as reachable: a finding must be certain."""


@dataclass(frozen=True)
class Told:
    """What must be true of the answer to one question."""

    among: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    answered: bool | None = None

    def and_also(self, other: "Told") -> "Told | None":
        """Both; None when one wants an answer and the other none."""
        if None not in (self.answered, other.answered) and self.answered != other.answered:
            return None
        answered = self.answered if other.answered is None else other.answered
        return Told(self.among | other.among, self.without | other.without, answered)


Way = Mapping[str, Told]
Ways = Sequence[Way]
ALWAYS: Ways = ({},)


class Reach:
    """What can be reached, form after form of one packet."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._ways: dict[str, Ways] = {}

    def findings(self, draft: Draft) -> Iterator[Finding]:
        """What of this form can never be reached, given the forms read before."""
        for page in draft.form.pages:
            reached = ALWAYS if page.offered else self._enabled(draft, page.enable_when, page.enable_behavior)
            if not reached:
                yield _never_shown(draft, page)
            for item in page.items:
                ways = self._joined(reached, self._enabled(draft, item.enable_when, item.enable_behavior))
                key = answer_key(draft.form.id, item.link_id)
                self._items[key], self._ways[key] = item, ways
                if reached and not ways:
                    yield _never_asked(draft, page, item)
        yield from (_never_fires(draft, rule) for rule in draft.form.rules if not self._fires(draft, rule))

    def _fires(self, draft: Draft, rule: Rule) -> bool:
        """Whether some answers raise it; "I don't know" raises whatever asked."""
        each = [
            [*self._met(draft, condition), *self._met(draft, EnableWhen(condition.question, "=", UNKNOWN))]
            for condition in rule.when
        ]
        return bool(self._combined(each, rule.behavior))

    def _enabled(self, draft: Draft, conditions: Sequence[EnableWhen], behavior: str) -> Ways:
        if not conditions:
            return ALWAYS
        return self._combined([self._met(draft, condition) for condition in conditions], behavior)

    def _combined(self, each: Iterable[Ways], behavior: str) -> Ways:
        if behavior == "any":
            some = [way for ways in each for way in ways]
            return some if len(some) <= MOST_WAYS else ALWAYS
        every: Ways = ALWAYS
        for ways in each:
            every = self._joined(every, ways)
        return every

    def _joined(self, left: Ways, right: Ways) -> Ways:
        """Both at once: each pair of alternatives that does not contradict itself."""
        if len(left) * len(right) > MOST_WAYS:
            return ALWAYS
        pairs = (self._merged(one, other) for one in left for other in right)
        return [way for way in pairs if way is not None]

    def _merged(self, one: Way, other: Way) -> Way | None:
        merged = dict(one)
        for question, told in other.items():
            both = merged.get(question, Told()).and_also(told)
            if both is None or not _possible(self._items[question], both):
                return None
            merged[question] = both
        return merged

    def _met(self, draft: Draft, condition: EnableWhen) -> Ways:
        """The ways to meet one condition: its question was reached, and answered so."""
        key = (
            condition.question if "/" in condition.question else answer_key(draft.form.id, condition.question)
        )
        item = self._items.get(key)
        if item is None:
            return ALWAYS  # a form of another packet: the strict reader sees to it
        if condition.operator == "exists" and not condition.answer:
            return ({key: Told(answered=False)},)
        told = _told(item, condition, draft.form.id, key)
        return self._joined(self._ways[key], ({key: told},)) if _possible(item, told) else ()


def _told(item: Item, condition: EnableWhen, form: str, key: str) -> Told:
    """What one condition says about the answer to its question."""
    if condition.operator == "=":
        return Told(among=frozenset({str(condition.answer)}), answered=True)
    codes = [option.code for option in item.options]
    unmet = frozenset(code for code in codes if not holds(condition, form, {key: (code,)}))
    return Told(
        without=unmet if item.type != "choices" or condition.operator == "!=" else frozenset(), answered=True
    )


def _possible(item: Item, told: Told) -> bool:
    """Whether the item can be answered so."""
    if told.among and told.answered is False:
        return False
    if told.among & told.without:
        return False
    codes = {option.code for option in item.options}
    if codes and (not told.among <= codes or (told.answered and not codes - told.without)):
        return False
    if item.type != "choices":
        return len(told.among) <= 1
    return len(told.among) <= 1 or not told.among & set(item.exclusive)


def _never_shown(draft: Draft, page: Page) -> Finding:
    required = [item.link_id for item in page.items if item.required]
    lost = f"; its required items {', '.join(required)} are never asked" if required else ""
    message = (
        f"no answers lead to the page `{page.id}`: its conditions contradict each other or those before{lost}"
    )
    return _unreachable(draft, page.id, message)


def _never_asked(draft: Draft, page: Page, item: Item) -> Finding:
    message = f"no answers lead to the item `{item.link_id}` on the page `{page.id}`"
    return _unreachable(draft, item.link_id, message)


def _never_fires(draft: Draft, rule: Rule) -> Finding:
    return _unreachable(draft, rule.id, f"no answers raise the rule `{rule.id}` ({rule.level})")


def _unreachable(draft: Draft, name: str, message: str) -> Finding:
    mend = "Mend its conditions (`any` instead of `all`, another answer, or an earlier question), or take it out."
    return Finding(
        "error", "unreachable", draft.structure_path, draft.structure_lines.get(name, 0), message, mend
    )
