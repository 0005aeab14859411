"""A tree of groups as pages, in reading order.

A group's questions are a page. A group inside a group is a page of its own; what follows it in the outer group begins
another. A display between questions begins a page with its text, a display inside a question is its hint. Questions that
rules about safety ask stand apart from others. So nothing ever moves.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from consentapp.domain.text import Paragraph
from consentapp.interop.findings import Findings
from consentapp.interop.questionnaire import ALWAYS, Conditions, Node
from consentapp.interop.words import LONGEST_TITLE, paragraphs

SPLIT = "Give each of the two a single condition, or enableBehavior all"


@dataclass(frozen=True)
class Context:
    """The group in which an item stands."""

    link_id: str
    title: str
    conditions: Conditions = ALWAYS
    hidden: bool = False


@dataclass(frozen=True)
class PlacedQuestion:
    node: Node
    conditions: Conditions
    """Its own and those of the questions around it."""
    hint: str


@dataclass
class PlacedPage:
    context: Context
    safety: bool | None = None
    """Whether its questions are about safety; None while it has none."""
    paragraphs: list[Paragraph] = field(default_factory=list)
    questions: list[PlacedQuestion] = field(default_factory=list)


class Paging:
    """Lays items on pages, one after the other."""

    def __init__(self, totals: AbstractSet[str], safety: AbstractSet[str], findings: Findings) -> None:
        self.pages: list[PlacedPage] = []
        self.totals_found: list[Node] = []
        self._totals, self._safety, self._findings = totals, safety, findings

    def lay(self, nodes: tuple[Node, ...], context: Context) -> None:
        """The items of one group."""
        for node in nodes:
            if node.type == "group":
                self._group(node, context)
            elif node.total or node.link_id in self._totals:
                self._total(node)
            elif node.type == "display":
                self._display(node, context)
            else:
                self._question(node, context, ALWAYS)

    def _group(self, node: Node, outer: Context) -> None:
        long = len(node.text) > LONGEST_TITLE
        conditions = self._both(node, outer.conditions)
        title = outer.title if long or not node.text else node.text.replace("\n", " ")
        inner = Context(node.link_id, title, conditions, outer.hidden or node.hidden)
        if outer.link_id and not inner.hidden:
            self._findings.notice(node.link_id, "a group inside a group is a page of its own")
        if long and not inner.hidden:
            self._new_page(inner).paragraphs += paragraphs(node.link_id, node.text, self._findings)
        self.lay(node.inside, inner)

    def _total(self, node: Node) -> None:
        """Counted by us: the item itself goes, and what explains it with it."""
        self.totals_found.append(node)
        if node.inside:
            self._findings.notice(node.link_id, "what stands inside a total is left out")

    def _display(self, node: Node, context: Context) -> None:
        if context.hidden or node.hidden:
            self._findings.notice(node.link_id, "a hidden text is left out")
            return
        alone = bool(node.conditions.each)
        page = self._page(context)
        if alone or page.questions:
            conditions = self._both(node, context.conditions)
            own = replace(context, link_id=node.link_id, conditions=conditions)
            page = self._new_page(own if alone else context)
        page.paragraphs += paragraphs(node.link_id, node.text, self._findings)
        if not node.text:
            self._findings.refuse(node.link_id, "it displays nothing", "Give it a text, or leave it out")

    def _question(self, node: Node, context: Context, outer: Conditions) -> None:
        if context.hidden or node.hidden:
            self._findings.refuse(node.link_id, "it is hidden from the patient and no total", "Leave it out")
        if not node.text:
            self._findings.refuse(node.link_id, "it has no text", "Write the question")
        conditions = self._both(node, outer)
        safety = node.link_id in self._safety
        page = self._page(context)
        if page.safety not in (None, safety):
            self._findings.notice(
                node.link_id, "a page begins here, so that questions about safety stand apart"
            )
            page = self._new_page(context)
        page.safety = safety
        page.questions.append(PlacedQuestion(node, conditions, self._hint(node)))
        for inner in node.inside:
            if inner.type != "display":
                self._inside(inner, context, conditions)

    def _inside(self, node: Node, context: Context, outer: Conditions) -> None:
        if node.type == "group" or node.total or node.link_id in self._totals:
            self._findings.refuse(node.link_id, "a group or a total stands inside a question", "Move it out")
        else:
            self._findings.notice(node.link_id, "a question inside a question follows it")
            self._question(node, context, outer)

    def _hint(self, node: Node) -> str:
        for inner in node.inside:
            if inner.type == "display" and inner.conditions.each:
                self._findings.refuse(
                    inner.link_id, "a hint cannot have a condition", "Move it out of the question"
                )
        shown = [inner.text for inner in node.inside if inner.type == "display" and not inner.hidden]
        return " ".join(filter(None, shown))

    def _both(self, node: Node, outer: Conditions) -> Conditions:
        both = node.conditions.within(outer)
        if both is None:
            self._findings.refuse(
                node.link_id, "its conditions and those around it cannot be said in one list", SPLIT
            )
        return both or node.conditions

    def _page(self, context: Context) -> PlacedPage:
        """The page that is being filled; a new one where the group is another."""
        if self.pages and self.pages[-1].context == context:
            return self.pages[-1]
        return self._new_page(context)

    def _new_page(self, context: Context) -> PlacedPage:
        if self.pages and not self.pages[-1].questions and not self.pages[-1].paragraphs:
            self.pages.pop()
        self.pages.append(PlacedPage(context))
        return self.pages[-1]
