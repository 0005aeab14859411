"""A screening form as the files that an author would have written."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from consentapp.domain.form import Cluster, Cutoff, EnableWhen, Form, Item, Option, Page, Rule, Score
from consentapp.domain.text import Paragraph, plain

OPTIONAL = ("string", "text")
ANYWHERE = re.compile(r"([\\`*_\[\]]|&(?=[#A-Za-z]))")
AT_START = re.compile(r"^(?:([#>~=+-])|([0-9]+)([.)]))")
MARK = re.compile(r"^[A-Za-z0-9-]+$")


def files_of(form: Form, header: Sequence[str]) -> dict[str, str]:
    """Each file's text by its name. The header says, as comments, where the form came from."""
    sets = _option_sets(form)
    files = {
        "form.toml": "".join(f"{line}\n" for line in _structure(form, header, sets)),
        f"{form.language}.toml": "".join(f"{line}\n" for line in _wording(form, sets)),
    }
    if form.references:
        lines = "".join(f"{_key(name)} = {_value(text)}\n" for name, text in form.references)
        files["references.toml"] = f"[reference]\n{lines}"
    return files


def _option_sets(form: Form) -> dict[tuple[Option, ...], str]:
    """The answers that need a set: those with scores, and those that several questions share."""
    found: dict[tuple[Option, ...], list[str]] = {}
    for item in (item for page in form.pages for item in page.items):
        if item.options:
            found.setdefault(item.options, []).append(item.link_id)
    return {
        options: f"answers-{links[0]}" for options, links in found.items()
        if len(links) > 1 or options[0].score is not None
    }  # fmt: skip


# form.toml --------------------------------------------------------------------------------------------------------


def _structure(form: Form, header: Sequence[str], sets: Mapping[tuple[Option, ...], str]) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in header)
    yield ""
    yield from (f"{key} = {_value(getattr(form, key))}" for key in ("id", "version", "kind", "status"))
    yield f"languages = [{_value(form.language)}]"
    if form.needs_on_call:
        yield "needs_on_call = true"
    if form.fresh_minutes:
        yield f"fresh_minutes = {form.fresh_minutes}"
    for page in form.pages:
        yield from _page(page, sets)
    for options, name in sets.items():
        yield from ("", f"[option_set.{name}]", f"codes = {_list(option.code for option in options)}")
        if options[0].score is not None:
            yield f"scores = [{', '.join(str(option.score) for option in options)}]"
    for rule in form.rules:
        yield from _rule(rule)
    for score in form.scores:
        yield from _score(score)


def _page(page: Page, sets: Mapping[tuple[Option, ...], str]) -> Iterator[str]:
    yield from ("", "[[page]]", f"id = {_value(page.id)}")
    yield from _shown_when(page.enable_when, page.enable_behavior)
    for item in page.items:
        yield ""
        yield from (f"  {line}" for line in _item(item, sets))


def _item(item: Item, sets: Mapping[tuple[Option, ...], str]) -> Iterator[str]:
    yield from ("[[page.item]]", f"link_id = {_value(item.link_id)}", f"type = {_value(item.type)}")
    if item.required != (item.type not in OPTIONAL):
        yield f"required = {_value(item.required)}"
    if item.options:
        shared = sets.get(item.options)
        yield f"options = {_value(shared) if shared else _list(option.code for option in item.options)}"
    if item.exclusive:
        yield f"exclusive = {_list(item.exclusive)}"
    for key in ("loinc", "minimum", "maximum"):
        if value := getattr(item, key):
            yield f"{key} = {_value(value)}"
    yield from _shown_when(item.enable_when, item.enable_behavior)


def _shown_when(conditions: tuple[EnableWhen, ...], behavior: str) -> Iterator[str]:
    if conditions:
        yield f"enable_when = {_when(conditions)}"
        if behavior != "any":
            yield f"enable_behavior = {_value(behavior)}"


def _rule(rule: Rule) -> Iterator[str]:
    yield from (
        "",
        "[[rule]]",
        f"id = {_value(rule.id)}",
        f"level = {_value(rule.level)}",
        f"when = {_when(rule.when)}",
    )
    if rule.behavior != "any":
        yield f"behavior = {_value(rule.behavior)}"
    yield f"source = {_value(rule.source)}"
    if rule.safety:
        yield f"safety = {_value(rule.safety)}"
    if rule.holds_signing:
        yield "holds_signing = true"


def _score(score: Score) -> Iterator[str]:
    yield from ("", "[[score]]", f"id = {_value(score.id)}", f"items = {_list(score.items)}")
    yield f"source = {_value(score.source)}"
    if score.loinc:
        yield f"loinc = {_value(score.loinc)}"
    if score.most_missing:
        yield f"most_missing = {score.most_missing}"
    if score.bands:
        yield "band = ["
        yield from (
            f"  {{ code = {_value(b.code)}, lowest = {b.lowest}, highest = {b.highest} }},"
            for b in score.bands
        )
        yield "]"
    for cutoff in score.cutoffs:
        yield from ("", *(f"  {line}" for line in _cutoff(cutoff)))
    for cluster in score.clusters:
        yield from ("", *(f"  {line}" for line in _cluster(cluster)))


def _cutoff(cutoff: Cutoff) -> Iterator[str]:
    yield from ("[[score.cutoff]]", f"at = {cutoff.at}")
    if cutoff.when:
        yield f"when = {_when(cutoff.when)}"


def _cluster(cluster: Cluster) -> Iterator[str]:
    yield from ("[[score.cluster]]", f"code = {_value(cluster.code)}", f"items = {_list(cluster.items)}")
    yield from (f"at_least = {cluster.at_least}", f"needed = {cluster.needed}")


def _when(conditions: Sequence[EnableWhen]) -> str:
    each = [
        f"{{ question = {_value(c.question)}, operator = {_value(c.operator)}, answer = {_value(c.answer)} }}"
        for c in conditions
    ]
    return f"[{each[0]}]" if len(each) == 1 else "[\n" + "".join(f"  {one},\n" for one in each) + "]"


# <language>.toml --------------------------------------------------------------------------------------------------


def _wording(form: Form, sets: Mapping[tuple[Option, ...], str]) -> Iterator[str]:
    yield f"title = {_value(form.title)}"
    if form.pages[0].notice:
        yield f"notice = {_value(form.pages[0].notice)}"
    for page in form.pages:
        yield from ("", f"[page.{page.id}]", f"title = {_value(page.title)}")
        if intro := markdown_of([block for block in page.content if isinstance(block, Paragraph)]):
            yield f"intro = {_value(intro)}"
    for options, name in sets.items():
        yield from ("", f"[option_set.{name}]", *(f"{one.code} = {_value(one.label)}" for one in options))
    for item in (item for page in form.pages for item in page.items):
        yield from ("", f"[item.{item.link_id}]", f"text = {_value(plain(item.label))}")
        if item.hint:
            yield f"hint = {_value(item.hint)}"
        if item.options not in sets:
            yield from (f"option.{one.code} = {_value(one.label)}" for one in item.options)
    for rule in form.rules:
        yield from (
            "",
            f"[rule.{rule.id}]",
            f"reason = {_value(rule.reason)}",
            f"patient = {_value(rule.patient_text)}",
        )
    for score in form.scores:
        yield from ("", f"[score.{score.id}]", f"label = {_value(score.label)}")
        yield from (f"band.{band.code} = {_value(band.label)}" for band in score.bands)
        yield from (f"cluster.{cluster.code} = {_value(cluster.label)}" for cluster in score.clusters)


def markdown_of(paragraphs: Sequence[Paragraph]) -> str:
    """Paragraphs without marks, escaped so that they are read back word for word."""
    return "\n\n".join(_escaped(plain(paragraph.runs)) for paragraph in paragraphs)


def _escaped(line: str) -> str:
    return AT_START.sub(_at_start, ANYWHERE.sub(r"\\\1", line))


def _at_start(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def _value(value: str | bool | int) -> str:
    """A TOML value. Its basic strings take every escape that JSON writes."""
    return json.dumps(value, ensure_ascii=False)


def _list(words: "Sequence[str] | Iterator[str]") -> str:
    return f"[{', '.join(map(_value, words))}]"


def _key(name: str) -> str:
    return name if MARK.fullmatch(name) else _value(name)
