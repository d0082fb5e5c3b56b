"""The full-text index says at every moment what its entries say."""

import random
from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database import migrate
from objectry.runtime.database.system_tables import search
from objectry.runtime.store import search_entries

WORDS = ("金 桥 软 件", "golden bridge", "kh 00004", "张 伟")


def entry(number: int, words: str, field: str = "name") -> Mapping[str, object]:
    """An entry of a record that is told by its number."""
    record = f"0198a1c4-7d3e-7c11-9a55-{number:012}"
    return {"object": "customer", "field": field, "record": record, "words": words}


def found(context: Context, word: str) -> int:
    """How many entries the index has for a word."""
    if context.connection.dialect.name == "sqlite":
        text = "SELECT count(*) FROM sys_search_words WHERE sys_search_words MATCH :word"
    else:
        text = "SELECT count(*) FROM sys_search WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :word)"
    count: int = context.connection.execute(sa.text(text), {"word": word}).scalar_one()
    return count


def demand_whole(context: Context) -> None:
    """SQLite compares its index with the entries, and raises if they differ."""
    if context.connection.dialect.name == "sqlite":
        statement = (
            "INSERT INTO sys_search_words(sys_search_words, rank) VALUES ('integrity-check', 1)"
        )
        context.connection.execute(sa.text(statement))


def test_the_index_follows_its_entries_in_any_order_of_changes(organization: Organization) -> None:
    chance = random.Random(7)
    there: list[Mapping[str, object]] = []
    with organization.write() as context:
        for _ in range(40):
            number = chance.randrange(6)
            match chance.randrange(4):
                case 0 | 1:
                    new = [
                        entry(number, chance.choice(WORDS), chance.choice(("name", "code")))
                        for _ in range(chance.randrange(4))
                    ]
                    search_entries.add(context, new)
                    there += new
                case 2:
                    record = str(entry(number, "")["record"])
                    field = chance.choice((None, "name"))
                    search_entries.remove_records(context, [record], field)
                    there = [
                        one
                        for one in there
                        if one["record"] != record or (field and one["field"] != field)
                    ]
                case _:
                    search_entries.remove_field(context, "customer", "code")
                    there = [one for one in there if one["field"] != "code"]
            demand_whole(context)
            for words in WORDS:
                word = words.split()[-1]
                assert found(context, word) == sum(one["words"] == words for one in there)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_database_whose_triggers_kept_the_index_goes_on_without_them(
    organization: Organization,
) -> None:
    with organization.write() as context:
        context.connection.execute(
            sa.text(
                "CREATE TRIGGER sys_search_insert AFTER INSERT ON sys_search BEGIN"
                " INSERT INTO sys_search_words(rowid, words) VALUES (new.number, new.words); END"
            )
        )
    with organization.read() as context:
        assert migrate.outdated(context.connection)
    organization.upgrade()
    with organization.write() as context:
        assert not migrate.outdated(context.connection)
        search_entries.add(context, [entry(1, "triggered")])
        demand_whole(context)
        assert found(context, "triggered") == 1
        rows = sa.select(sa.func.count()).select_from(search).where(search.c.words == "triggered")
        assert context.connection.execute(rows).scalar_one() == 1
