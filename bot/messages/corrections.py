"""What the bot adds to an answer whose quotes no longer stand. In three languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionTexts:
    """Names in braces are filled in; the short ones are for a message that is nearly full."""

    withdrawn: str
    withdrawn_short: str
    replaced: str
    replaced_short: str
    replaced_unmarked: str
    new_edition: str
    stands_again: str
    cannot_be_marked: str
    button_new_edition: str


ENGLISH = CorrectionTexts(
    withdrawn="{date}: the briefing “{title}” was withdrawn.",
    withdrawn_short="{date}: withdrawn.",
    replaced="{date}: the briefing “{title}” was replaced; what is struck through no longer stands in it.",
    replaced_short="{date}: replaced; what is struck through no longer stands in it.",
    replaced_unmarked="{date}: the briefing “{title}” was replaced; some of what was quoted no longer stands in it.",
    new_edition="The new edition: “{edition}”.",
    stands_again="What is quoted here from “{title}” is published again.",
    cannot_be_marked="Answers given here before this group became a supergroup quoted it; "
    "Telegram does not let me strike it through there.",
    button_new_edition="New edition",
)

TURKISH = CorrectionTexts(
    withdrawn="{date}: “{title}” brifingi geri çekildi.",
    withdrawn_short="{date}: geri çekildi.",
    replaced="{date}: “{title}” brifingi yenilendi; üstü çizili sözler artık içinde yok.",
    replaced_short="{date}: yenilendi; üstü çizili sözler artık içinde yok.",
    replaced_unmarked="{date}: “{title}” brifingi yenilendi; alıntılanan sözlerin bir bölümü artık içinde yok.",
    new_edition="Yeni sürüm: “{edition}”.",
    stands_again="Burada “{title}” brifinginden alıntılananlar yeniden yayında.",
    cannot_be_marked="Bu grup süper grup olmadan önce burada verilen yanıtlar ondan alıntı yapmıştı; "
    "Telegram onların üstünü çizmeme izin vermiyor.",
    button_new_edition="Yeni sürüm",
)

RUSSIAN = CorrectionTexts(
    withdrawn="{date}: брифинг «{title}» отозван.",
    withdrawn_short="{date}: отозвано.",
    replaced="{date}: брифинг «{title}» заменён; зачёркнутого в нём больше нет.",
    replaced_short="{date}: заменено; зачёркнутого больше нет.",
    replaced_unmarked="{date}: брифинг «{title}» заменён; части процитированного в нём больше нет.",
    new_edition="Новая редакция: «{edition}».",
    stands_again="То, что здесь процитировано из «{title}», снова опубликовано.",
    cannot_be_marked="Его цитировали ответы, данные здесь до того, как группа стала супергруппой; "
    "зачеркнуть это там Telegram не даёт.",
    button_new_edition="Новая редакция",
)
