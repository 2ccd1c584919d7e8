"""Lines that are nothing but a title in bold, in brackets or in a frame, with who does it or how it stands behind it.

What does not belong here: whether such a line is a title where it stands (`titles`).
"""

from __future__ import annotations

from assets.facts import regex as re

_OWNER = r"(?:\s*[|｜·,，]?\s*(?:负责人|[Oo]wner|跟进人?|主责人?|对接人)\s*[:：]\s*@?[\w、/ ]{2,16})?"
_LIGHTS = r"(?:[^\w\s\x00-\x7f。，；：、！？（）【】「」《》“”—…]\ufe0f?\s*){1,3}"
_STANDS = r"(?:(?:整体|总体)?(?:正常|顺利|可控|[有高中低]?风险|需?关注|预警|延期|滞后|暂停|挂起|搁置|阻塞|暂缓|(?:按|如)期|[红黄绿]灯|[进推]行?[进]?中|已?完成|已?上线|未启动|[Oo]n track|[Aa]t risk|[Oo]ff track|[Dd]one|[Dd]elayed|[Bb]locked|WIP))"
BOLD_LINE = re.compile(
    r"[>\s]*+(?:[^\w\s*|>-]{1,3}\s*)?(\*\*\*?|__)(?P<name>[^*_]{1,40})\1"
    rf"{_OWNER}"
    r"(?:\s*[|｜·/-]\s*@?\w{2,8}|\s*@\w{2,8}|\s*[（(\[【][^()（）\[\]【】]{1,24}[)）\]】])?\s*[:：]?"
    rf"(?P<lights>\s*{_LIGHTS}{_STANDS}?)?\s*$"
)
"""Also with who does it behind it, or how it stands: `**账户中心** | 王磊`, `**全链路压测** 🟢 正常`."""
STANDS_BEHIND = re.compile(rf"[\s*]*[|｜·/—–:-]*\s*(?:{_LIGHTS}\s*{_STANDS}?|[\[【(]\s*(?:{_LIGHTS})?{_STANDS}\s*[\]】)])\W*$")
"""🔴 有风险 of the title `渠道侧 🔴 有风险`, and `[进行中]`."""
ITALIC_LINE = re.compile(r"\*(?P<name>[^*\s][^*:：]{0,38})\*\s*[:：]?\s*$")
FRAMES = "=~*_#-—─━◇◆■★☆"
BRACKETS = "【〖『「《["
BRACKET_LINE = re.compile(
    r"[>\s]*+(?:【[^【】]{1,40}】|[〖『「《\[][^〖〗『』「」《》\[\]]{2,40}[〗』」》\]])"
    rf"{_OWNER}"
    r"\s*(?:[(（][^()（）]{1,30}[)）])?\s*[:：]?\s*(?:[^\w\s。，；：、（(【「《\[]\ufe0f?\s*)?"
    rf"{_STANDS}?\s*$"
)
"""Also with how it stands: `【门店通】🟡 有风险`."""
FRAMED = re.compile(
    r"[>\s]*+(?P<frame>[=~*_#-]{2,20}|[—─━◇◆■★☆]{1,20})\s*(?P<name>(?:[^\w\s=~*_#—─━◇◆■★☆-]\ufe0f?\s*)?[^\W_](?:[^=~*_#—─━◇◆■★☆-]|-(?!-)){0,40}?)\s*(?P=frame)\s*$"
)
"""`=== 进展 ===`, `—— 进展 ——`: a line between two lines."""


def may_be_framed(line: str) -> bool:
    """Whether a line ends like one that is nothing but a rule, or stands in one; most that begin so are items."""
    return line.rstrip()[-1:] in FRAMES
