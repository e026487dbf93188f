"""Which languages and scripts there are, and what each is called in the others."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("ky", "ru", "uz_Latn", "uz_Cyrl")
"""What people read. Kyrgyz first: it is the state language."""

CONSOLE_LANGUAGES: Final = (*LANGUAGES, "en")
"""What administrators read; English is also the language of the message ids."""

WRITTEN_LANGUAGES: Final = ("ky", "ru", "uz_Latn", "en")
"""What people translate by hand; Uzbek in Cyrillic is made from Uzbek in Latin by rule."""

OWN_NAMES: Final = {
    "ky": "Кыргызча",
    "ru": "Русский",
    "uz_Cyrl": "Ўзбекча",
    "uz_Latn": "Oʻzbekcha",
    "en": "English",
}
"""What each calls itself, for the buttons on which people choose; in the order they are shown."""

# uz_Cyrl is not listed as a reader: it reads the names of uz_Latn, turned by rule.
NAMES: Final[dict[str, dict[str, str]]] = {
    "ky": {
        "ky": "кыргызча",
        "ru": "орусча",
        "uz": "өзбекче",
        "uz_Latn": "өзбекче (латын)",
        "uz_Cyrl": "өзбекче (кирилл)",
        "en": "англисче",
    },
    "ru": {
        "ky": "кыргызский",
        "ru": "русский",
        "uz": "узбекский",
        "uz_Latn": "узбекский (латиница)",
        "uz_Cyrl": "узбекский (кириллица)",
        "en": "английский",
    },
    "uz_Latn": {
        "ky": "qirgʻizcha",
        "ru": "ruscha",
        "uz": "oʻzbekcha",
        "uz_Latn": "oʻzbekcha (lotin)",
        "uz_Cyrl": "oʻzbekcha (kirill)",
        "en": "inglizcha",
    },
    "en": {
        "ky": "Kyrgyz",
        "ru": "Russian",
        "uz": "Uzbek",
        "uz_Latn": "Uzbek (Latin)",
        "uz_Cyrl": "Uzbek (Cyrillic)",
        "en": "English",
    },
}
"""Reader's language → language spoken of → its name; ``uz`` where the script does not matter."""
