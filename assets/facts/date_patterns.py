"""The grammar of dates: one pattern for each form, and which forms may begin with which character.

The patterns run on normal forms (`text.normal`). What does not belong here: what a form means (`date_days`, `date_spans`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assets.facts import regex as re

_NUMERAL = "一二三四五六七八九十"
_WEEK = "(?:周|星期|礼拜)"
_YEAR = "20[0-9]{2}|[去今明]"
_MONTH = rf"[0-9]{{1,2}}|十[一二]|[{_NUMERAL}]"
_MONTH_OF = "本|当|次|下个?|上个?|这个?"
_COUNTED = "个家条笔人台次城万亿项期轮级批倍户座款套份件张类种位名省市区县"
# 本周三方联调 speaks of three parties, 上周日均 of a daily mean
_WEEKDAY = rf"(?!一[致些样直般]|三方(?!案)|日[均活志常程]|天[数气])[一二三四五六日天](?!天(?!内)|批(?!下来|复|准|了|完)|[{_COUNTED.replace('批', '')}])"
_MIDDLE = r"中(?=[，,。;；、\s前)(]|$|上线|完成|提测|开|全量|启动|发布|投产|试|左右|交|收|验|切|灰)"
_PART = rf"上旬|中旬|下旬|初|底|末|{_MIDDLE}|月?内|份内?"
_ENDS = "[初中底末]|内"
_WORD_END = r"(?![A-Za-z0-9])"
_ENGLISH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

_FORMS: tuple[tuple[str, str, str], ...] = (
    (
        "full",
        "0-9",
        r"(?<![0-9.])(?P<fy>20[0-9]{2}|[0-9]{2}(?=\s?年))(?P<fs>[-/.]|\s?年\s?)(?P<fm>[0-9]{1,2})"
        r"(?:(?P=fs)|\s?月\s?|[-/.])(?P<fd>[0-9]{1,2})(?![0-9])(?:\s?[日号])?",
    ),
    (
        "compact",
        "0-9",
        r"(?<![A-Za-z0-9.])(?<![A-Za-z]-)(?P<cy>20[0-9]{2})(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12][0-9]|3[01])(?![0-9])",
    ),
    (
        "iso_month",
        "0-9",
        r"(?<![A-Za-z0-9._/-])(?P<iy>20[0-9]{2})[-/](?P<im>0[1-9]|1[0-2])(?![0-9A-Za-z._/-])",
    ),
    (
        "week_of_month",
        f"0-9去今明{_NUMERAL}本下次上当这月",
        rf"(?<![0-9./])(?:(?P<ky>{_YEAR})\s?年\s?)?(?:(?P<kn>{_MONTH})\s?月份?|(?P<kr>{_MONTH_OF})月|月(?=[初末底]))\s?[初末底]?的?\s?"
        rf"(?:第\s?(?P<kk>[1-5一二三四五])|(?P<kf>首|头一?)|(?P<kl>最后一?|末))\s?(?:个{_WEEK}(?P<kd>{_WEEKDAY})"
        rf"|个?{_WEEK}(?![期年边报长])(?:的?{_WEEK}(?P<kw>{_WEEKDAY}))?)",
    ),
    (
        "month_day",
        f"0-9{_NUMERAL}去今明本当次下上这",
        rf"(?:(?<![0-9./])|(?<=^[0-9]\.)|(?<=\s[0-9]\.))(?:(?P<ny>[去今明])\s?年\s?)?(?:(?P<nm>{_MONTH})|(?P<nr>{_MONTH_OF}))\s?月\s?"
        rf"(?:(?P<nd>[0-9]{{1,2}})\s?(?:[日号]|(?![0-9%{_COUNTED}]|\.[0-9]))|(?P<nc>[{_NUMERAL}]{{1,3}})[日号])",
    ),
    (
        "quarter",
        "0-9去今明Q第一二三四本这下上",
        rf"(?<![A-Za-z0-9])(?:(?P<qy>{_YEAR}|2[0-9](?=\s?年|\s?Q))\s?年?\s?)?(?:Q(?P<qn>[1-4])"
        r"|第?(?P<qc>[一二三四1-4])季(?=度|末|内|初|底)|(?P<qr>本|这个?|下个?|上个?)季)度?(?!报)"
        rf"(?:\s?(?P<qp>季?[初中底末]|内))?{_WORD_END}",
    ),
    (
        "half",
        "0-9去今明H上下",
        rf"(?<![A-Za-z0-9])(?:(?P<ay>{_YEAR})\s?年?\s?)?(?:H(?P<an>[12])|(?P<ac>[上下])半年)"
        rf"(?:\s?(?P<ap>{_ENDS}))?{_WORD_END}",
    ),
    (
        "year",
        "0-9今明去年",
        rf"(?<![0-9])(?:(?P<yy>{_YEAR})\s?)?(?<![两一二三四五六七八九十半每历往逐多数几周整])年\s?(?P<yp>{_ENDS})(?!部)"
        rf"|(?<![0-9])(?P<yo>{_YEAR})年(?=[内前]|[,，。;；\s)]|$)",
    ),
    (
        "month",
        f"0-9去今明{_NUMERAL}本下次上当这月",
        rf"(?<![0-9./])(?:(?P<my>{_YEAR})\s?年\s?)?(?:(?:(?P<m0>{_MONTH})\s?[-~至到]\s?)?(?P<mm>{_MONTH})\s?月"
        rf"|(?P<mr>{_MONTH_OF})月|(?<![0-9个半每几])(?P<mb>月)(?=\s?(?:初|底|末|上旬|中旬|下旬|{_MIDDLE}|内)))"
        rf"(?:\s?(?P<mp>{_PART}))?(?![0-9]|\s?[0-9]{{1,2}}[日号])",
    ),
    (
        "slash",
        "0-9",
        r"(?<![A-Za-z0-9_./%])(?:(?<![0-9][0-9]:)|(?<=[0-9]{3}:)|(?<=[A-Za-z-][0-9]{2}:))(?P<sm>[0-9]{1,2})/(?P<sd>[0-9]{1,2})(?![0-9/%]|[.:][0-9])",
    ),
    (
        "dot",
        "0-9",
        r"(?<![A-Za-z0-9_./+])(?<![0-9][0-9]:)(?P<dm>[0-9]{1,2})\.(?P<dd>[0-9]{1,2})(?![0-9%‰/]|\.[0-9])",
    ),
    (
        "dash",
        "0-9",
        r"(?<![A-Za-z0-9_./-])(?<![0-9]:)(?P<hm>0[0-9]|1[0-2]|[1-9](?=-[0-9]{1,2}\s[0-9]{1,2}:[0-9]|-[0-3][0-9]\s[a-z]{2,9}-[a-z]))-(?P<hd>[0-3][0-9]|[0-9](?=\s))(?![0-9%]|-[0-9])",
    ),
    (
        "english",
        "JFMASOND",
        rf"(?<![A-Za-z])(?P<em>{_ENGLISH})[a-z]{{0,6}}\.?\s?(?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9A-Za-z%.:]|\s?[{_COUNTED}])(?:,?\s(?P<ey>20[0-9]{{2}}))?",
    ),
    (
        "english_span",
        "mMeElLbBnN",
        rf"(?<![A-Za-z])(?:(?P<xp>[mM]id|[eE]arly|[lL]ate|[bB]eginning of|[eE]nd of)[ -]?(?P<xm>{_ENGLISH})[a-z]{{0,6}}"
        r"|[nN]ext (?:[wW]eek|(?P<xd>[mM]on|[tT]ue|[wW]ed|[tT]hu|[fF]ri)[a-z]{0,6})|(?P<xe>EO[WM]))(?![A-Za-z0-9])",
    ),
    (
        "within",
        f"0-9{_NUMERAL}两半未近最过",
        rf"(?<![A-Za-z0-9.+第])(?:未来|(?P<tp>最?近|过去))?(?P<tn>[0-9]{{1,3}}|[{_NUMERAL}两]{{1,2}}|半)\s?个?"
        r"(?P<tu>工作日|自然日|日|天|周|星期|礼拜|月|年)\s?(?:之内|以内|内)(?!部)",
    ),
    ("day_of_month", "0-9", r"(?<![A-Za-z0-9_./+-])(?P<bd>[0-9]{1,2})\s?[日号]"),
    (
        "week",
        "下上本这当次周星礼",
        rf"(?P<wr>下下|上上|(?<![说看聊讲谈提问催约跟盯理等试查补]一)下|本(?<![版脚样文成范]本)|这|上|当|次)(?:一|个)?{_WEEK}(?:(?P<wd>{_WEEKDAY})|(?P<wp>初(?![始步稿版审次级评验筛测装])|末(?![尾端])|内(?![部测审容])|中(?![间台标午])))?"
        rf"|(?<![每隔双逐首几各半两多0-9{_NUMERAL}])(?<!(?<![表账订运保名清回工])单)(?<!(?<![参人次函指])数)(?<!(?<!调)整)(?<!每个)(?:{_WEEK}(?P<wb>{_WEEKDAY})|周(?P<we>末))",
    ),
    (
        "day",
        "大后明今昨前",
        r"(?P<dr>大后天|(?<!以)后天|(?<![说证声表查阐写透光])明[天日早晚]|今[天日早晚]|昨[天日晚夜]|(?<!之)前天)(?![间台志均活])",
    ),
    (
        "holiday",
        "元春清五劳端中国十长假节",
        r"(?P<hn>元旦|春节|清明|五一|劳动|端午|中秋|国庆|(?<![二三四五六七八九第双])十一(?=[节假长黄前后])|长假|假期"
        r"|(?<![环季细关章情调字时礼佳双第几小音])节(?=之?[前后]|回来))"
        r"(?:节|小?长假|假期|黄金周)*(?P<hp>之?前|(?:回来|收假|复工)(?:之?后)?|之?后|期间|当天)?(?![端台置续]|第[一二三四五六七八九十\d]+[周天日])",
    ),
)
_SECOND = "月季个周天日工自星礼一二三四五六七八九十两半年长假节前后黄早晚夜下上底末初中内旬期拜来近去旦明动午秋庆之0-9"
_DIGITS = (
    r"[0-9]{0,3}+(?:(?P<mark>[-/]|\.(?=[0-9]{1,2}(?![0-9%‰])))[0-9]"
    rf"|\s?(?P<unit>[年月日号季QH]|[天周工自个星礼](?=[^内]{{0,5}}内)|[上下](?=半年|个?季)|[至到~-](?=\s?(?:[0-9]{{1,2}}|[{_NUMERAL}]{{1,2}})\s?月)))"
    r"|[0-9]{7}"
)
"""What may stand behind the first digit of a date: no date begins with a percentage (12.5%) or an amount (268 个)."""
_ENGLISH_FIRST = "JFMASOND"
_WORD_FIRST = f"QH去今明本当次下上这第{_NUMERAL}两半未近最过周星礼大后昨前元春清劳端中国长假节年月"
_FIRST = f"0123456789{_ENGLISH_FIRST}{_WORD_FIRST}mEeLlBbn"
START = re.compile(
    rf"[0-9](?<![0-9].)(?={_DIGITS})|[{_WORD_FIRST}](?=\s?[{_SECOND}])"
    rf"|[{_ENGLISH_FIRST}](?<![A-Za-z].)(?=[aepuco][nbrylgptvc][a-z]{{0,6}}\.?\s?[0-9])"
    r"|[mMeElLbBnN](?<![A-Za-z].)(?=(?:id|arly|ate|eginning of|nd of)[ -]?[JFMASOND]|ext\s[wWmMtTfF]|O[WM](?![A-Za-z]))"
)
"""Where a date may begin: a cheap look at two characters, before the forms of the first are tried; and what stands behind digits."""
_BEHIND_DIGITS = {
    "/": ("full", "iso_month", "slash"),
    ".": ("full", "dot"),
    "-": ("full", "iso_month", "month", "dash"),
    "年": ("full", "week_of_month", "quarter", "half", "year", "month", "within"),
    "月": ("week_of_month", "month_day", "month", "within"),
    "日号": ("within", "day_of_month"),
    "天周工自个星礼": ("within",),
    "季Q": ("quarter",),
    "上下": ("quarter", "half"),
    "H": ("half",),
    "至到~": ("month",),
}
"""The forms that may go on so behind their first digits."""


def forms_of(begin: re.Match[str]) -> re.Pattern[str]:
    """The forms that may begin there; the group says which it was."""
    return _BEHIND[begin[begin.lastindex]] if begin.lastindex else FORMS[begin[0]]


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Some of the forms, in their order."""
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in _FORMS if name in names))


def _forms_by_first() -> dict[str, re.Pattern[str]]:
    """The alternatives that may begin with each character."""
    firsts = {name: re.compile(f"[{chars}]") for name, chars, _ in _FORMS}
    names = {char: tuple(name for name, first in firsts.items() if first.match(char)) for char in _FIRST}
    compiled = {several: _any_of(several) for several in dict.fromkeys(names.values())}
    return {char: compiled[several] for char, several in names.items()}


FORMS = _forms_by_first()
_BEHIND = {char: forms for chars, names in _BEHIND_DIGITS.items() for forms in (_any_of(names),) for char in chars}
