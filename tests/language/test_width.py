import pytest

from bot.language.width import HALF_ROW, THIRD_OF_ROW, WHOLE_ROW, label_width, width_of_row


@pytest.mark.parametrize(
    ("label", "width"),
    [
        ("Меню", 4),
        ("☰ Меню", 6),
        ("‹ Артка", 7),
        ("📄 Документтер", 14),
        ("✏️ Оңдоо", 8),
        ("☎️ Шашылыш жардам", 17),
        ("⏳ 5310", 7),
        ("✅", 2),
        ("Oʻzbekcha", 9),
        ("й", 1),
        ("", 0),
    ],
)
def test_a_sign_takes_two_letters_and_its_selector_none(label: str, width: int) -> None:
    assert label_width(label) == width


def test_more_buttons_in_a_row_hold_less() -> None:
    assert [width_of_row(number) for number in (1, 2, 3, 5)] == [
        WHOLE_ROW,
        HALF_ROW,
        THIRD_OF_ROW,
        THIRD_OF_ROW,
    ]
