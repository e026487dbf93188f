"""What the countries are called in which our readers live."""

from bot.language.speech import Speech


def country_name(code: str, speech: Speech) -> str:
    """A country by its two letters, which stand for themselves when we have no name."""
    _ = speech.gettext
    names = {
        "KG": _("Kyrgyzstan"),
        "RU": _("Russia"),
        "KZ": _("Kazakhstan"),
        "UZ": _("Uzbekistan"),
        "TR": _("Türkiye"),
        "KR": _("South Korea"),
        "AE": _("UAE"),
        "QA": _("Qatar"),
        "SA": _("Saudi Arabia"),
        "KW": _("Kuwait"),
        "GB": _("United Kingdom"),
        "US": _("USA"),
        "DE": _("Germany"),
        "IT": _("Italy"),
        "HU": _("Hungary"),
        "PL": _("Poland"),
        "JP": _("Japan"),
    }
    return names.get(code, code)
