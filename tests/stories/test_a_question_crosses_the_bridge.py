"""The main story: a woman in Moscow, her village in Nookat, a lost passport."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from bot.articles.service import article_for, topic_name
from bot.places import service as places
from bot.places.service import Role
from tests.house import LANGUAGE_BUTTONS, Reader, Story
from tests.stories.deeds import NOOKAT, TOOLOS, card_of, number_in

ARTICLE = "passport-lost-abroad"


@dataclass(frozen=True)
class Words:
    """How somebody types, in one language and script."""

    language: str
    village: str
    search: str
    question: str
    answer: str
    more: str
    second_answer: str


KYRGYZ = Words(
    "ky",
    "Тоолос",
    "паспортумду жоготуп алдым москвада",
    "Паспортум метродо жоголду, үйгө кантип кайтам?",
    "Консулдукка барыңыз, кайтып келүү күбөлүгүн берет.",
    "Консулдук кайсы күндөрү иштейт?",
    "Алдын ала чалып тактаңыз.",
)
RUSSIAN = Words(
    "ru",
    "Тоолос",
    "потеряла паспорт в москве",
    "Потеряла паспорт, как мне вернуться домой?",
    "Обратитесь в консульство, там дадут свидетельство на возвращение.",
    "А по каким дням принимают?",
    "Позвоните туда заранее.",
)
UZBEK = Words(
    "uz_Latn",
    "Toolos",
    "pasportimni yo'qotib qo'ydim moskvada",
    "Pasportim yo'qoldi, uyga qanday qaytaman?",
    "Konsullikka boring, qaytish guvohnomasini beradi.",
    "Qaysi kunlari ishlaydi?",
    "Oldindan qo'ng'iroq qiling.",
)
UZBEK_CYRILLIC = Words(
    "uz_Cyrl",
    "Тоолос",
    "паспортимни йўқотиб қўйдим москвада",
    "Паспортим йўқолди, уйга қандай қайтаман?",
    "Консулликка боринг, қайтиш гувоҳномасини беради.",
    "Қайси кунлари ишлайди?",
    "Олдиндан қўнғироқ қилинг.",
)
ALL = [KYRGYZ, RUSSIAN, UZBEK, UZBEK_CYRILLIC]


@pytest.mark.parametrize("words", ALL, ids=lambda each: each.language)
async def test_a_question_crosses_the_bridge_and_an_answer_comes_back(
    st: Story, words: Words
) -> None:
    clerk = await st.clerk(TOOLOS, Role.FOCAL_POINT, words.language)
    asker = await _arrives_and_chooses(st, words)

    await _reads_what_to_do(asker, words)
    number = await _asks_a_person(asker, words)

    card = await card_of(clerk, number)
    assert words.question in card.text
    assert card.protected
    assert asker.words("Topic") in card.text
    assert "Moscow" not in clerk.phone.drawn()
    assert str(asker.phone.id) not in clerk.phone.drawn()

    # By a typed reply to the card.
    await clerk.sends(words.answer, replying_to=card)
    await clerk.sees("💬 Question {number}: so your answer leaves", number=number)
    await asker.does_not_see("💬 Question {number}: there is a reply", number=number)
    await clerk.presses("✅ Send")
    await clerk.sees("✅ Question {number}: your answer has left", number=number)

    answer = await asker.sees("💬 Question {number}: there is a reply", number=number)
    assert words.answer in answer.text
    assert await asker.presses("Helped") == asker.words("Saved. Thank you for telling us.")

    # Once more, under the same number, answered by the button this time.
    await asker.presses("✏️ Ask again")
    await asker.sees("✏️ Question {number}: write what to add", number=number)
    await asker.sends(words.more)
    await asker.presses("Check and send ›")
    await asker.presses("✅ Send")
    await clerk.phone.waits_for(lambda: words.more in clerk.last.text)
    assert number_in(clerk.last) == number
    await clerk.presses("✏️ Answer")
    await clerk.sees("✏️ Question {number}: write your answer", number=number)
    await clerk.sends(words.second_answer)
    await clerk.presses("✅ Send")
    second = await asker.phone.sees(words.second_answer)
    assert asker.words("💬 Question {number}: there is a reply", number=number) in second.text


async def _arrives_and_chooses(st: Story, words: Words) -> Reader:
    phone = await st.phones.new("Moscow", username="moscow", language_code="ru")
    asker = Reader(phone, words.language)
    await phone.starts()
    await phone.sees("Тилди тандаңыз")
    assert phone.buttons == list(LANGUAGE_BUTTONS.values())
    await phone.presses(LANGUAGE_BUTTONS[words.language])
    await asker.sees("📍 Which village are you from?")
    await asker.sends(words.village)
    # There is a Teoles in Uzgen too, so the district is shown beside the name.
    await asker.sees("📍 Which one is yours?")
    await phone.presses(await st.store.read(lambda session: _label(session, words.language)))
    await asker.sees("🔒 We do not ask for your name and number")
    await asker.sees("☰ How can we help?")
    return asker


def _label(session: Session, language: str) -> str:
    village, district = places.place(session, TOOLOS), places.place(session, NOOKAT)
    return f"{places.name(village, language)} · {places.name(district, language)}"


async def _reads_what_to_do(asker: Reader, words: Words) -> None:
    title = article_for(ARTICLE).text(words.language).title
    await asker.sends(words.search)
    await asker.sees("Is it one of these?")
    await asker.phone.presses(title)
    await asker.phone.sees(title)
    while asker.words("Next ›") in asker.phone.buttons:
        await asker.presses("Next ›")
    assert asker.words("Yes") in asker.phone.buttons
    assert await asker.presses("Yes") == asker.words("Saved. Thank you for telling us.")


async def _asks_a_person(asker: Reader, words: Words) -> int:
    await asker.presses("❓ Ask a person")
    invitation = await asker.sees("❓ Write your question")
    assert topic_name(ARTICLE, words.language) in invitation.text
    await asker.sends(words.question)
    await asker.presses("Check and send ›")
    review = await asker.sees("✏️ Check your question")
    assert words.question in review.text
    receipt = await asker.new_screen(lambda: asker.presses("✅ Send"))
    assert asker.words("✅ Your question has been sent") in receipt.text
    assert asker.words("village office") in receipt.text
    assert "18:00" in receipt.text
    assert "27" in receipt.text
    return number_in(receipt)
