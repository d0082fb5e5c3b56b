"""What follows from what: in which order and how much together computed fields are made, and what each change reaches."""

import pytest

from objectry.metadata.parse import parse_packs
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources
from objectry.runtime.computing.graph import ALIVE, Graph, build

LABEL = "label: {zh: 名, en: Name}"
FILES = {
    "pack": f"pack: graph\nversion: 1.0.0\n{LABEL}\n",
    "firm": f"""
object: firm
{LABEL}
plural: {{zh: 公司, en: Firms}}
features: [recycle_bin]
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: score, type: integer, {LABEL}}}
  - {{name: deals, type: rollup, of: deal, through: firm, operation: count, {LABEL}}}
  - {{name: total, type: rollup, of: deal, through: firm, operation: sum, field: double, filter: n > 0, {LABEL}}}
  - {{name: guests, type: rollup, of: deal, through: guests, operation: count, {LABEL}}}
  - {{name: grade, type: formula, returns: integer, formula: total / deals, {LABEL}}}
""",
    "deal": f"""
object: deal
{LABEL}
plural: {{zh: 交易, en: Deals}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: no, type: autonumber, format: "D{{0}}", {LABEL}}}
  - {{name: firm, type: lookup, to: firm, {LABEL}}}
  - {{name: guests, type: multilookup, to: firm, {LABEL}}}
  - {{name: n, type: integer, {LABEL}}}
  - {{name: due, type: date, {LABEL}}}
  - {{name: double, type: formula, returns: integer, formula: n * 2, {LABEL}}}
  - {{name: title, type: formula, returns: text, formula: no & name, {LABEL}}}
  - {{name: shout, type: formula, returns: text, formula: UPPER(title), {LABEL}}}
  - {{name: grade, type: formula, returns: integer, formula: firm.grade + n, {LABEL}}}
  - {{name: left, type: formula, returns: integer, formula: due - TODAY(), {LABEL}}}
  - {{name: pace, type: formula, returns: integer, formula: left / double + firm.score, {LABEL}}}
  - {{name: worth, type: formula, returns: integer, formula: pace * firm.total + left, {LABEL}}}
""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The graph of firms and their deals."""
    folder = tmp_path_factory.mktemp("graph")
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return build(resolve(parse_packs((*system_sources(), *read_folders([folder])))))


def _reached(graph: Graph, object_name: str, field: str) -> set[str]:
    """The fields that follow directly from one, with the way that leads from them to it."""
    return {
        ".".join((edge.node.field.object, edge.node.field.name))
        + "".join(f" by {step.name}" for step in edge.way)
        for edge in graph.edges[object_name][field]
    }


def test_together_is_computed_what_does_not_read_each_other(graph: Graph) -> None:
    found = [
        (run.object, run.through and run.through.name, {node.field.name for node in run.nodes})
        for run in graph.runs
    ]
    assert [one for one in found if one[0] == "deal"] == [
        ("deal", None, {"double", "title"}), ("deal", None, {"shout"}), ("deal", None, {"grade"}),
    ]  # fmt: skip
    assert [one for one in found if one[0] == "firm"] == [
        ("firm", "firm", {"deals"}), ("firm", "guests", {"guests"}), ("firm", "firm", {"total"}), ("firm", None, {"grade"}),
    ]  # fmt: skip


def test_each_field_stands_behind_those_that_it_reads(graph: Graph) -> None:
    numbers = [node.number for run in graph.runs for node in run.nodes]
    assert numbers == list(range(len(numbers)))
    for of_field in graph.edges.values():
        for name, edges in of_field.items():
            for edge in edges:
                at = edge.way[-1].target if edge.way else edge.node.field.object
                read = graph.node(at or "", name)
                if read is not None and edge.node.through is None:
                    assert read.number < edge.node.number


def test_what_changes_by_itself_is_no_part_of_it(graph: Graph) -> None:
    assert graph.node("deal", "left") is None
    assert "left" not in graph.edges["deal"]
    assert "due" not in graph.edges["deal"]


def test_a_change_reaches_fields_of_its_record_and_of_those_that_look_at_it(graph: Graph) -> None:
    assert _reached(graph, "deal", "n") == {"deal.double", "deal.grade", "firm.total"}
    assert _reached(graph, "firm", "grade") == {"deal.grade by firm"}
    assert _reached(graph, "deal", "firm") == {"deal.grade", "firm.deals", "firm.total"}


def test_what_goes_to_the_bin_is_read_as_nothing_and_counts_no_more(graph: Graph) -> None:
    assert _reached(graph, "firm", ALIVE) == {"deal.grade by firm"}
    assert _reached(graph, "deal", ALIVE) == {"firm.deals", "firm.total", "firm.guests"}


def test_numbers_that_come_last_are_read_by_some(graph: Graph) -> None:
    assert [{node.field.name for node in run.nodes} for run in graph.numbered["deal"]] == [
        {"title"},
        {"shout"},
    ]
    assert graph.numbered["firm"] == ()


def test_every_value_is_made_of_some_that_are_kept(graph: Graph) -> None:
    made = {
        ".".join(name): {".".join(one) for one in below} for name, below in graph.below.items()
    }
    assert made["deal.double"] == {"deal.double"}
    assert made["deal.left"] == set()
    assert made["deal.pace"] == {"deal.double"}
    assert made["deal.worth"] == {"deal.double", "firm.total"}
