from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, MessageEntity
from telegram_server.content import check_entities

from bot.render.outgoing import MAX_ENTITIES, MAX_UNITS, Outgoing, TextBuilder, shown_name, units

texts = st.text(st.characters(codec="utf-8"))


def marked(message, entity):
    encoded = message.text.encode("utf-16-le")
    return encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


@given(texts)
def test_units_are_those_of_utf_16(text):
    assert units(text) == len(text.encode("utf-16-le")) // 2


def test_offsets_count_utf_16_units():
    message = TextBuilder().add("👍 ").add("ok", "bold").quote("“Ja” 🎉").expandable("𝔘").build()
    assert message.text == "👍 ok\n“Ja” 🎉\n𝔘"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bold", 3, 2),
        ("blockquote", 6, 7),
        ("expandable_blockquote", 14, 2),
    ]


@given(st.lists(st.tuples(texts, st.sampled_from(["plain", "bold", "quote", "expandable", "name"]))))
def test_whatever_is_put_together_is_valid(pieces):
    builder = TextBuilder()
    for text, style in pieces:
        if style in ("plain", "bold"):
            builder.add(text, *(["bold"] if style == "bold" else []))
        else:
            getattr(builder, style)(text)
    message = builder.build()
    assert message.text == message.text.rstrip()
    entities = [entity for entity in message.entities if entity.length]
    assert len(entities) == len(message.entities)
    check_entities(message.text, [entity.to_dict() for entity in entities][:MAX_ENTITIES])


@given(texts.filter(str.strip).map(str.strip))
def test_a_quotation_is_exactly_its_text(text):
    message = TextBuilder().add("Before").quote(text).add("After").build()
    assert marked(message, message.entities[0]) == text


def test_one_builder_appended_to_another():
    inner = TextBuilder().add("🎉").add("b", "bold")
    message = TextBuilder().add("a", "italic").append(inner).build()
    assert message.text == "a🎉b"
    assert message.entities == (MessageEntity("italic", 0, 1), MessageEntity("bold", 3, 1))


def test_room_is_counted_in_units_and_entities():
    full = TextBuilder().add("🎉" * (MAX_UNITS // 2))
    assert TextBuilder().has_room_for(full)
    assert not TextBuilder().add("a").has_room_for(full)
    many = TextBuilder()
    for _ in range(MAX_ENTITIES):
        many.add("a", "bold")
    assert TextBuilder().add("a").has_room_for(many)
    assert not TextBuilder().add("a", "bold").has_room_for(many)


def test_styles_end_where_the_visible_text_does():
    message = TextBuilder().add("a  \n", "bold").add(" ", "italic").build()
    assert (message.text, message.entities) == ("a", (MessageEntity("bold", 0, 1),))


def test_empty_rows_of_buttons_are_left_out():
    button = InlineKeyboardButton("x", callback_data="x")
    assert TextBuilder().add("a").build((), (button,)).buttons == ((button,),)
    assert Outgoing("a").markup is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Two\n lines\t", "Two lines"),
        ("exe\u202egpj.", "exe gpj."),
        ("a\u2066b\u2069c\x00d", "a b c d"),
        ("x" * 200, "x" * 119 + "…"),
        ("שלום", "\u2068שלום\u2069"),
        ("اخبار F-35", "\u2068اخبار F-35\u2069"),
        ("Erdoğan’ın S-400’leri", "Erdoğan’ın S-400’leri"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_a_name_cannot_alter_what_stands_around_it(name, expected):
    assert shown_name(name) == expected


@given(texts)
def test_a_name_has_one_line_and_no_open_direction(text):
    name = shown_name(text)
    assert len(name.splitlines()) <= 1
    assert name.count("\u2068") == name.count("\u2069")
    assert not set(name) & set("\u202a\u202b\u202d\u202e\u2066\u2067")
