"""The page in a real browser: what is clicked, switched, printed and held on a phone, and that nothing of a report acts in it."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from assets import dictionary
from assets.core.load import load
from assets.documents.collect import collect
from assets.house import House, Source
from assets.published import parquet
from assets.published.page import build as page
from assets.published.page.views import VIEWS
from assets.published.publish import publish
from assets.published.workbook import build as workbook
from assets.quality.catalogue import rules
from assets.quality.rules import find_bad_entries
from assets.trends.build import build
from tests import small_home

playwright = pytest.importorskip("playwright.sync_api")

HERE = Path(page.__file__).parent
WORDS = yaml.load((HERE / "words.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
TELEPHONE = "13900000127"
ATTACK = '平稳<script>window.hacked=1</script><img src=x onerror="window.hacked=1"></script>\u2028=HYPERLINK("https://example.invalid")'

PAYMENTS = """# 2024-W{week}

Created: March {day}, 2024 8:31 PM

- 交易不成退代，本周新增{new}城，累计{cumulative}城，待开{left}城；
- 存管衍生，开发进度{percent}%，预计{promised}上线
- 【系统运行数据】入金有效成功率：99.99{week}%
- 3/{day} 09:07，监控发现reconcile-job任务堆积，时间区间：2024-03-{day} 08:30 -- 2024-03-{day} 09:46，延迟通知318条
- {other}

# 下周工作及目标

{plans}
"""


def payments(other: str = "平稳", plans: str = "", **numbers: object) -> str:
    """A report of the payments team."""
    return PAYMENTS.format(other=other, plans=plans or PLANS, **numbers)


PLANS = "\n".join(f"{number}. 存管衍生第{number}组联调" for number in range(1, 13))
HOSTILE_PLAN = "联调<img src=x onerror=hacked()>与=HYPERLINK(A1)"
REPORTS = {
    "支付/2024-W09.md": payments(
        week="09", day="01", new=5, cumulative=80, left=66, percent=40, promised="3/28", other="平稳", plans=PLANS
    ),
    "支付/2024-W10.md": payments(
        week="10", day="08", new=6, cumulative=86, left=60, percent=45, promised="3/28", other="平稳", plans=PLANS
    ),
    "支付/2024-W11.md": payments(
        week="11", day="15", new=6, cumulative=92, left=54, percent=50, promised="3/28", other=ATTACK, plans=PLANS
    ),
    # 92 + 6 is 98: the number is in doubt; and the promise moves
    "支付/2024-W12.md": payments(
        week="12",
        day="22",
        new=6,
        cumulative=101,
        left=45,
        percent=55,
        promised="4/16",
        other=f"联系电话{TELEPHONE}",
        plans=f"1. {HOSTILE_PLAN}",
    ),
    # a team that stopped
    "运营/2024-W09.md": "# 2024-W09\n\nCreated: March 1, 2024 6:00 PM\n\n- 收款码牌换新，开发进度30%\n",
    # a project in two teams; and a week in which only quarantined numbers stand
    "风控/2024-W11.md": "# 2024-W11\n\nCreated: March 15, 2024 6:00 PM\n\n- 存管衍生，测试进度20%\n",
    "风控/2024-W12.md": "# 2024-W12\n\nCreated: March 22, 2024 6:00 PM\n\n- 存管衍生，测试进度350%\n",
}
ONE = {"支付/2024-W09.md": REPORTS["支付/2024-W09.md"]}


CORRECTION = """
insert into quality.corrections by name
select 'c1' as correction_id, 'applied' as state, fact_id, week, '40' as expect, '45' as value, '笔误' as reason, '李工' as who
from core.progress where percent = 45
"""


def published(home: Path, reports: dict[str, str], language: str = "zh") -> Path:
    """The page of a publication of these reports."""
    sources = home / "reports"
    for name, text in reports.items():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_text(text, "utf-8")
    given = (Source(sources),) if reports else ()
    house = House(home / "home", sources=given, language=language, clock=lambda: datetime(2024, 3, 25, 8))
    with pytest.MonkeyPatch.context() as patch, house.open() as db:
        small_home.without(patch, workbook, parquet)
        if reports:
            collect(db, house)
        load(db, house)
        find_bad_entries(db, house)
        build(db)
        db.execute(CORRECTION)
        return publish(db, house).folder / page.PAGE_FILE


def content(file: Path) -> dict[str, Any]:
    """What the page holds."""
    packed = re.search(r'id="data">([^<]*)<', file.read_text("utf-8"))
    assert packed
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    return found


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("mixed"), REPORTS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        reason = "NO CHROMIUM ON THIS MACHINE: THE PAGE WAS NOT LOOKED AT (apt-get install chromium)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium)
        yield started
        started.close()


@dataclass
class Seen:
    """A tab, with everything that it asked for and complained about."""

    tab: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def texts(self, selector: str) -> list[str]:
        """What is read there."""
        return [text.strip() for text in self.tab.locator(selector).all_inner_texts()]

    def click(self, text: str, within: str = "main") -> None:
        """Click a number."""
        self.tab.locator(f"{within} button.n", has_text=text).first.click()


Show = Callable[..., Seen]


@pytest.fixture
def show(browser: Any) -> Iterator[Show]:
    """Opens a page, and says at the end that it neither fetched nor complained."""
    opened: list[tuple[Seen, Path]] = []

    def show(file: Path, address: str = "", **options: Any) -> Seen:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        seen = Seen(context.new_page())
        seen.tab.on("request", lambda request: seen.requests.append(request.url))
        seen.tab.on("console", lambda message: seen.complaints.append(message.text))
        seen.tab.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.tab.goto(file.as_uri() + address)
        if options.get("java_script_enabled", True):
            seen.tab.wait_for_selector("html[data-ready]")
        opened.append((seen, file))
        return seen

    yield show
    for seen, file in opened:
        assert seen.complaints == []
        assert {url.split("#")[0] for url in seen.requests} == {file.as_uri()}
        seen.tab.context.close()


def test_the_first_screen_answers_the_three_questions(show: Show, mixed: Path) -> None:
    seen = show(mixed)
    assert seen.texts("h1") == ["2024 年第 12 周"]
    assert "存管衍生 上线" in seen.texts("#answer-slipped")[0]
    assert "3/28 → 4/16 晚 19 天" in seen.texts("#answer-slipped")[0]
    assert re.search(r"交易不成退代 101 / 146 存疑\s+预计 W\d\d 开完 最早 W\d\d，最晚 ", seen.texts("#answer-ends")[0])
    wrong, doubtful = seen.texts("#answer-doubts li")
    assert wrong.startswith("错误 百分比越界 存管衍生"), "a number that was left out is not told as one of the week's"
    assert doubtful.startswith("新开 6 · 累计 101 累计数接不上 交易不成退代")


def test_a_number_leads_to_its_line_and_esc_leads_back(show: Show, mixed: Path) -> None:
    seen = show(mixed)
    seen.click("101", "#rollout")
    assert "支付/2024-W12.md:5" in seen.texts("dialog figcaption")[0]
    assert "累计101城" in seen.texts("dialog mark")[0]
    assert any("累计 92" in text and "累计 101" not in text.split("，报告写")[0] for text in seen.texts("dialog .issues li"))
    seen.tab.keyboard.press("Escape")
    assert seen.texts("dialog") == []
    assert "101" in seen.tab.evaluate("document.activeElement.textContent")


def test_a_corrected_number_says_what_the_report_says(show: Show, mixed: Path) -> None:
    seen = show(mixed, "#week=2024-W10")
    seen.click("45% 已更正", "#progress")
    assert "已更正：40 → 45（笔误，李工）" in seen.texts("dialog")[0]


def test_every_number_is_reached_and_opened_by_keys(show: Show, mixed: Path) -> None:
    seen = show(mixed)
    seen.tab.locator("#rollout .point[tabindex='0']").focus()
    seen.tab.keyboard.press("ArrowLeft")
    seen.tab.keyboard.press("Enter")
    assert "支付/2024-W11.md:5" in seen.texts("dialog figcaption")[0]
    seen.tab.keyboard.press("Escape")
    seen.tab.keyboard.press("Tab")
    assert seen.tab.evaluate("document.activeElement.matches('a, button, select, [tabindex]')")


def test_team_and_week_are_switched_and_stand_in_the_address(show: Show, mixed: Path) -> None:
    seen = show(mixed)
    seen.tab.select_option("#week", "2024-W10")
    assert seen.texts("h1") == ["2024 年第 10 周"]
    assert "86 / 146" in seen.texts("#answer-ends")[0]
    seen.tab.focus("#team")
    seen.tab.select_option("#team", "运营")
    assert "交易不成退代" not in seen.texts("main")[0]
    assert "收款码牌换新" in seen.texts("#progress")[0]
    assert seen.tab.evaluate("document.activeElement.id") == "team"
    address = "#" + seen.tab.url.split("#")[1]
    seen.tab.go_back()
    assert "交易不成退代" in seen.texts("main")[0]
    assert show(mixed, address).texts("#progress") == show(mixed, "#team=运营&week=2024-W10").texts("#progress")
    assert show(mixed, "#week=1999-W01&team=nobody&at=nowhere").texts("h1") == ["2024 年第 12 周"]


def test_a_section_is_gone_to_without_losing_the_choice(show: Show, mixed: Path) -> None:
    seen = show(mixed, "#week=2024-W11")
    seen.tab.locator("nav a", has_text="数据质量").click()
    assert seen.tab.evaluate("document.activeElement.id") == "quality-title"
    assert seen.texts("h1") == ["2024 年第 11 周"]


@pytest.mark.parametrize("width", [360, 375, 768])
def test_nothing_is_wider_than_a_phone(show: Show, mixed: Path, width: int) -> None:
    seen = show(mixed, "#week=2024-W11", viewport={"width": width, "height": 700})
    assert seen.tab.evaluate("document.documentElement.scrollWidth") <= width
    seen.click("92", "#rollout")
    assert seen.tab.evaluate("document.querySelector('dialog').getBoundingClientRect().right") <= width


def test_english_is_no_wider_than_a_phone_either(show: Show, tmp_path: Path) -> None:
    reports = {
        "支付/2024-W09.md": payments(
            other="【系统运行数据】年度可用性100%", week="09", day="01", new=5, cumulative=80, left=66, percent=40, promised="3/28"
        )
    }
    seen = show(published(tmp_path, reports, "en"), viewport={"width": 360, "height": 700})
    assert "availability" in seen.texts("#measures")[0].lower()
    assert seen.tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_shows_what_the_screen_folds_away(show: Show, mixed: Path, tmp_path: Path) -> None:
    seen = show(mixed)
    hidden = "[...document.querySelectorAll('.more')].filter((row) => getComputedStyle(row).display === 'none').length"
    assert seen.tab.evaluate(hidden) > 0
    seen.tab.emulate_media(media="print")
    assert seen.tab.evaluate(hidden) == 0
    seen.tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_what_a_report_says_is_text_and_nothing_else(show: Show, mixed: Path) -> None:
    seen = show(mixed)
    assert HOSTILE_PLAN in seen.texts("#plans")[0]
    seen.click("HYPERLINK", "#plans")
    assert HOSTILE_PLAN in seen.texts("dialog blockquote")[0]
    seen.tab.keyboard.press("Escape")
    seen.tab.select_option("#week", "2024-W11")
    for _ in range(2):  # every number, in both weeks
        seen.tab.evaluate(
            "document.querySelectorAll('button.n').forEach((one) => { one.click(); document.querySelector('dialog').close(); })"
        )
        assert seen.tab.evaluate("[window.hacked ?? null, document.images.length, document.scripts.length]") == [None, 0, 3]
        seen.tab.select_option("#week", "2024-W12")
    [told] = [text for text in content(mixed)["tables"]["entries"]["text"] if "平稳<" in text]
    assert told.count("window.hacked=1") == 2


def test_sensitive_text_is_masked(mixed: Path) -> None:
    held = json.dumps(content(mixed), ensure_ascii=False)
    assert TELEPHONE not in held + mixed.read_text("utf-8")
    assert "联系电话" + "█" * len(TELEPHONE) in held


def test_without_script_the_week_can_be_read(show: Show, mixed: Path) -> None:
    seen = show(mixed, java_script_enabled=False)
    assert "存管衍生" in seen.texts("main")[0]
    assert "2024-W12.md:5" in seen.texts("main")[0]


def test_a_team_that_stopped_and_a_project_of_two_teams(show: Show, mixed: Path) -> None:
    seen = show(mixed)
    [stopped] = [line for line in seen.texts(".teams li") if "运营" in line]
    assert "缺报 上一份是 2024-W09（3 周前）" in stopped
    for team, part in (("支付", "开发"), ("风控", "测试")):
        assert re.search(rf"存管衍生\s+{part}", show(mixed, f"#team={team}&week=2024-W11").texts("#progress")[0])


def test_a_week_of_quarantined_numbers_shows_none_and_says_why(show: Show, mixed: Path) -> None:
    seen = show(mixed, "#team=风控&week=2024-W12")
    assert "–\xa0" in seen.texts("#progress")[0] or "– 隔离 1" in seen.texts("#progress")[0]
    seen.click("隔离 1", "#progress")
    assert "350%" in seen.texts("dialog")[0]
    assert "percent_out_of_range" in seen.texts("dialog .issues code")


def test_no_report_at_all(show: Show, tmp_path: Path) -> None:
    assert WORDS["empty"]["zh"] in show(published(tmp_path, {})).texts("main")[0]


def test_sections_without_facts_of_their_kind_say_so(show: Show, tmp_path: Path) -> None:
    only_progress = {"支付/2024-W09.md": "# 2024-W09\n\nCreated: March 1, 2024 8:31 PM\n\n- 存管衍生，开发进度40%\n"}
    seen = show(published(tmp_path, only_progress))
    assert "40%" in seen.texts("#progress")[0]
    for section in ("rollout", "milestones", "measures", "plans"):
        assert WORDS[section]["none"]["zh"] in seen.texts(f"#{section}")[0], section
    assert seen.texts(".tile:nth-child(2) .n") == ["–"], "cities that nobody speaks of are unknown, not 0"


def test_one_week_makes_no_forecast_in_english_too(show: Show, tmp_path: Path) -> None:
    seen = show(published(tmp_path, ONE, "en"))
    assert seen.texts("h1") == ["Week 9 of 2024"]
    assert "Weeks of numbers so far: 1; a forecast needs 4" in seen.texts("#answer-ends")[0]
    assert seen.texts("#rollout .cone") == []
    headings = seen.texts("h2, h3, nav a, thead th")
    assert [text for text in headings if re.search(r"[一-鿿]", text)] == ["交易不成退代 支付"]


def test_it_names_its_publication(show: Show, mixed: Path) -> None:
    manifest = json.loads((mixed.parent / "manifest.json").read_text("utf-8"))
    assert manifest["publication_id"] in show(mixed).texts("footer")[0]
    assert manifest["files"]["index.html"]["bytes"] == mixed.stat().st_size


def test_the_views_name_columns_of_the_dictionary() -> None:
    tables = dictionary.tables()
    for view in VIEWS.values():
        columns = {column.name for column in tables[view.table].columns}
        wanted = {"sentence_zh" if name == "sentence" else name for name in view.columns.split()}
        assert wanted <= columns, view.table


def test_there_are_words_for_everything() -> None:
    for script in HERE.glob("*.js"):
        for key in re.findall(r"say\('([\w.]+)'", script.read_text("utf-8")):
            found = WORDS
            for part in key.split("."):
                assert part in found, f"{script.name}: {key}"
                found = found[part]
            assert set(found) == {"zh", "en"}, key
    assert set(WORDS["rules"]) == set(rules())
    kinds = set()
    for name in ("trends.weekly_highlights", "trends.quarterly_review"):
        [described] = [column.description for column in dictionary.tables()[name].columns if column.name == "kind"]
        kinds |= set(re.findall(r"[a-z_]+", described)) - {"or"}
    assert set(WORDS["kinds"]) == kinds
