import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.uzbek import to_cyrillic, to_latin
from bot.language.uzbek_exceptions import exceptions


def _rows(name: str) -> list[tuple[str, str]]:
    path = Path(__file__).with_name(name)
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["latin"], row["cyrillic"]) for row in csv.DictReader(lines)]


WORDS = _rows("uzbek_words.csv")
TERMS = _rows("uzbek_terms.csv")
"""The offices and papers that the product speaks of, as translators settled them."""

UZBEK = st.sampled_from([latin for latin, _ in WORDS])
SENTENCES = st.lists(UZBEK, min_size=1, max_size=8).map(" ".join)
LATIN_LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEXYZʻʼ'’ -.,", max_size=40)
LEFT_ALONE = st.sampled_from(
    [
        "/my_data",
        "/start",
        "https://kopuro.kg/yoz?til=uz&kod=1",
        "tg://resolve?domain=kopuro",
        "t.me/kopuro_bot",
        "bor@mail.ru",
        "@kopuro_bot",
        "{ism}",
        "{count:>3}",
        "%(nomi)s",
        "K7-4M2Q",
        "9XQ2",
        "E-9",
        "Visaguide.world",
        "c-toolos",
        "c-k7w2m9",
        "<b>",
        "</b>",
        '<a href="https://sti.gov.kg/yangi">',
        "&nbsp;",
        "<code>yoz</code>",
        "XIX",
        "II",
        "Kopuro",
        "QR",
        "ID",
        "SIM",
        "Telegram",
        "свидетельство",
        "Көпүрө",
        "**",
    ]
)


@pytest.mark.parametrize(("latin", "cyrillic"), [*WORDS, *TERMS])
def test_a_word_is_spelt_rightly_in_both_scripts(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize(("latin", "cyrillic"), WORDS)
def test_capitals_stay_capitals(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin.upper()) == cyrillic.upper()
    assert to_latin(cyrillic.upper()) == latin.upper()


def test_several_hundred_words_are_tried() -> None:
    assert len({latin for latin, _ in WORDS}) == len(WORDS) >= 400


@pytest.mark.parametrize("sign", "ʻʼ’‘'`´′")
def test_every_apostrophe_that_people_type_is_understood(sign: str) -> None:
    typed = "Oʻzbekiston togʻ maʼlumot Isʼhoq yoʻq".replace("ʻ", sign).replace("ʼ", sign)
    assert to_cyrillic(typed) == "Ўзбекистон тоғ маълумот Исҳоқ йўқ"


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("🔒 PIN-kod qoʻyish", "🔒 PIN-код қўйиш"),
        ("PIN (shaxsiy identifikatsiya raqami)", "ПИН (шахсий идентификация рақами)"),
        ("ID-karta, QR-kodni, SIM-karta", "ID-карта, QR-кодни, SIM-карта"),
        ("Telegramda yozing, telegramma emas", "Telegramда ёзинг, телеграмма эмас"),
        ("27-noyabr, juma, soat 18:00 (Bishkek)", "27-ноябрь, жума, соат 18:00 (Бишкек)"),
        ("Ha/yoʻq. 3ta, 5-sinf, 50%dan", "Ҳа/йўқ. 3та, 5-синф, 50%дан"),
        ("Takrorlansa, kodni ayting: K7-4M2Q", "Такрорланса, кодни айтинг: K7-4M2Q"),
        ("Nima saqlanadi: /my_data", "Нима сақланади: /my_data"),
        ("‘maktab’ va 'bog'' va 'bogʻ'", "‘мактаб’ ва 'боғ' ва 'боғ'"),
        ("guvohnoma (свидетельство на возвращение)", "гувоҳнома (свидетельство на возвращение)"),
        ("Rossiyaга, Россияga", "Россияга, Россияга"),
        ("proekt, klient, reestr, sentyabr", "проект, клиент, реестр, сентябрь"),
        ("Şahar, çoy, ğalaba, sınıf", "Шаҳар, чой, ғалаба, синиф"),
        ("II guruh nogironligi, XX asr, I guruh", "II гуруҳ ногиронлиги, XX аср, I гуруҳ"),
        ("[Ochish](https://a.kg/yoz), **muhim**", "[Очиш](https://a.kg/yoz), **муҳим**"),
        ("<b>Savol</b> &amp; javob", "<b>Савол</b> &amp; жавоб"),
        ("EPS bilan (E-9, E-10 viza), EPS-TOPIKdan", "EPS билан (E-9, E-10 виза), EPS-TOPIKдан"),
        ("MOHRE, HOPSga, CoS, payslip, ruIDni", "MOHRE, HOPSга, CoS, payslip, ruIDни"),
        ("taklif (offer letter), entry permitni", "таклиф (offer letter), entry permitни"),
        ("çalışma izni, otasining izni bilan", "çalışma izni, отасининг изни билан"),
        ("Gulf News, Ukvisa.blog: yangilik", "Gulf News, Ukvisa.blog: янгилик"),
        ("5 < yosh > 3 {n} ta", "5 < ёш > 3 {n} та"),
        ("", ""),
        ("'", "'"),
    ],
)
def test_only_words_turn(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


ANYTHING = st.one_of(
    st.text(),
    st.text(alphabet="abcehgostyzABCDEIKNPQRTVX019абвшЯцеьъКо ʻʼ'’`-./@_{}<>&;:?#", max_size=30),
    st.lists(st.one_of(LEFT_ALONE, UZBEK, st.sampled_from(" -.,/'’ʻ_1ж")), max_size=8).map("".join),
)


@given(ANYTHING)
def test_turning_twice_changes_nothing_more(text: str) -> None:
    once = to_cyrillic(text)
    assert to_cyrillic(once) == once
    back = to_latin(text)
    assert to_latin(back) == back


@given(st.text(alphabet=st.characters(whitelist_categories=("Nd", "Po", "Zs", "So"))))
def test_what_holds_no_letters_stays_as_it_is(text: str) -> None:
    assert to_latin(text) == text
    assert to_cyrillic(text) == text


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳңөүАБЯЎ .,-!"))
def test_cyrillic_comes_back_untouched(text: str) -> None:
    assert to_cyrillic(text) == text


@given(LATIN_LETTERS)
def test_no_latin_letter_is_left_but_in_listed_names(text: str) -> None:
    left = re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", to_cyrillic(text))
    listed = exceptions().names
    # The alphabet above can also make Roman numbers of X and codes on posters.
    assert all(
        word.lower() in listed or set(word) <= set("X") or f"c-{word[2:]}" == word for word in left
    )


@given(st.lists(st.one_of(LEFT_ALONE, UZBEK), max_size=12))
def test_commands_addresses_codes_and_fields_survive_among_words(parts: list[str]) -> None:
    kept = [part for part in parts if part not in dict(WORDS)]
    words = iter(to_cyrillic(" ".join(parts)).split(" "))
    assert all(any(part == word for word in words) for part in " ".join(kept).split(" ") if part)


@given(SENTENCES)
def test_sentences_come_back_the_same(sentence: str) -> None:
    assert to_latin(to_cyrillic(sentence)) == sentence


def test_no_exception_contradicts_another() -> None:
    listed = exceptions()
    spelled = [*listed.stems.items(), *listed.words.items()]
    cyrillic = [each for _, each in spelled]
    assert len(set(cyrillic)) == len(cyrillic)
    for latin, expected in spelled:
        assert to_cyrillic(latin) == expected
        assert to_latin(expected) == latin
    for latin, expected in listed.typed.items():
        if latin != "ts":
            assert to_cyrillic(latin) == expected
            assert to_cyrillic(to_latin(expected)) == expected
