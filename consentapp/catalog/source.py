"""A form's folder while it is being read: its structure, checked by itself, and where to point when it is refused."""

from collections import Counter
from pathlib import Path

from consentapp.catalog.errors import FormError, line_of
from consentapp.catalog.structure import (
    FormTable,
    ItemTable,
    ScoreTable,
    WhenTable,
    read_text,
    read_toml,
)


class FormSource:
    """`form.toml` of one folder. FormError when it contradicts itself."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder, self.digest = folder, digest
        self.path = folder / "form.toml"
        self._source = read_text(self.path)
        self.table = read_toml(self.path, FormTable)
        self._check_names()
        self._check_languages()
        self._check_order()

    def refusal(self, needle: str, message: str) -> FormError:
        """An error that points at the line of `form.toml` that holds the needle."""
        return FormError(self.path, line_of(self._source, f'"{needle}"'), message)

    def translation_refusal(self, language: str, message: str) -> FormError:
        """An error that points at what `form.toml` says of one translation."""
        return FormError(self.path, line_of(self._source, f"[translation.{language}]"), message)

    def wording(self, language: str) -> Path:
        """The file that holds the words of one language."""
        return self.folder / f"{language}.{'md' if self.table.kind == 'consent' else 'toml'}"

    def codes(self, item: ItemTable) -> list[str]:
        """The codes of an item's options, its own or those of its option set."""
        if isinstance(item.options, list):
            return self._once(item.link_id, item.options)
        named = self.table.option_set.get(item.options)
        if not named:
            raise self.refusal(item.options, f"there is no option set `{item.options}`")
        return self._once(item.options, named.codes)

    def scores(self, item: ItemTable) -> list[int | None]:
        """The score of each code; None where the option set gives none."""
        named = self.table.option_set.get(item.options) if isinstance(item.options, str) else None
        codes = self.codes(item)
        if named and named.scores and len(named.scores) != len(codes):
            raise self.refusal(
                str(item.options), f"the option set `{item.options}` needs one score for each code"
            )
        return list(named.scores) if named and named.scores else [None] * len(codes)

    def _once(self, owner: str, names: list[str], what: str = "option") -> list[str]:
        if twice := next((name for name, times in Counter(names).items() if times > 1), ""):
            raise self.refusal(owner or twice, f"the {what} `{twice}` stands twice")
        return names

    def _check_names(self) -> None:
        here = (self.folder.parent.name, self.folder.name)
        if (self.table.id, self.table.version) != here:
            raise self.refusal(self.table.id, f"id and version must be the folder's: {here[0]} {here[1]}")
        if self.table.replaces == self.table.version:
            raise self.refusal(
                self.table.replaces, "a version does not replace itself; name the one before it"
            )

    def _check_languages(self) -> None:
        first, *others = self._once("", self.table.languages, "language")
        if stray := sorted(set(self.table.translation) - set(others)):
            mend = "the source language has none" if stray[0] == first else "add it to `languages`"
            raise self.translation_refusal(stray[0], f"there is no translation `{stray[0]}`: {mend}")

    def _check_order(self) -> None:
        self._once("", [page.id for page in self.table.page], "page")
        self._once("", [rule.id for rule in self.table.rule], "rule")
        seen: dict[str, list[str]] = {}
        for page in self.table.page:
            self._check_conditions(page.id, page.enable_when, seen)
            for item in page.item:
                if item.link_id in seen:
                    message = f"the link id `{item.link_id}` stands twice; each item needs its own"
                    raise self.refusal(item.link_id, message)
                self._check_conditions(item.link_id, item.enable_when, seen)
                seen[item.link_id] = self.codes(item)
        for score in self.table.score:
            self._check_score(score, seen)
        for rule in self.table.rule:
            self._check_conditions(rule.id, rule.when, seen)
        self._check_crisis()

    def _check_score(self, score: ScoreTable, seen: dict[str, list[str]]) -> None:
        """It counts items that exist; every total has one band, if any has; conditions may ask for it from here on."""
        items = {item.link_id: item for page in self.table.page for item in page.item}
        counted = {*score.items, *(link_id for cluster in score.cluster for link_id in cluster.items)}
        if missing := sorted(counted - set(items)):
            raise self.refusal(score.id, f"the score counts items that do not exist: {', '.join(missing)}")
        if score.id in seen:
            raise self.refusal(score.id, f"`{score.id}` is a link id too; give the score a name of its own")
        highest = sum(
            max((points or 0 for points in self.scores(items[link_id])), default=0) for link_id in score.items
        )
        starts = [band.lowest for band in score.band] + [highest + 1]
        if score.band and starts != [0, *(band.highest + 1 for band in score.band)]:
            raise self.refusal(
                score.id, f"the bands run from 0 to {highest}, in order, without gap or overlap"
            )
        for cutoff in score.cutoff:
            self._check_conditions(score.id, cutoff.when, seen)
        seen[score.id] = []

    def _check_crisis(self) -> None:
        """Questions whose answers may need help share a page with nothing else: leaving it, any of them is heard."""
        rules = [rule for rule in self.table.rule if rule.safety]
        if odd := next((rule for rule in rules if rule.level != "urgent"), None):
            raise self.refusal(odd.id, f"`{odd.id}` is about safety: its level is urgent")
        asked = {condition.question for rule in rules for condition in rule.when}
        items = {item.link_id: item for page in self.table.page for item in page.item}
        if elsewhere := next((rule for rule in rules for c in rule.when if c.question not in items), None):
            message = f"`{elsewhere.id}` is about safety: it asks questions of this form, no total and no other form"
            raise self.refusal(elsewhere.id, message)
        for page in self.table.page:
            links = {item.link_id for item in page.item}
            if links & asked and links - asked:
                raise self.refusal(
                    page.id,
                    f"the page `{page.id}` asks about safety: move its other questions to another page",
                )
        if hidden := next((link_id for link_id in asked if items[link_id].enable_when), None):
            message = f"`{hidden}` asks about safety: let its page depend on an answer, not the question on its page"
            raise self.refusal(hidden, message)

    def _check_conditions(self, owner: str, conditions: list[WhenTable], seen: dict[str, list[str]]) -> None:
        """Conditions look back, and name an option that exists."""
        for condition in conditions:
            if "/" in condition.question:
                continue
            if condition.question not in seen:
                message = f"`{owner}` asks about `{condition.question}`, which does not stand before it"
                raise self.refusal(owner, message)
            codes = seen[condition.question]
            if codes and condition.operator in ("=", "!=") and condition.answer not in codes:
                raise self.refusal(
                    owner, f"`{owner}`: `{condition.answer}` is no option of `{condition.question}`"
                )
