"""The register of cities: its rows are whole, and names mean what people mean by them."""

from collections import Counter
from datetime import date

import pytest

from assets.documents.cities import register


def test_the_register_is_whole():
    """293 cities, 30 autonomous prefectures, 7 prefectures, 3 leagues; 397 county-level cities, 21 of them direct."""
    current = [city for city in register().cities if city.valid_to is None]
    levels = Counter(city.level for city in current)
    assert levels == {"municipality": 4, "prefecture": 333, "direct": 32, "county": 376, "province": 3}
    endings = Counter(
        next(end for end in ("自治州", "地区", "盟", "市") if city.full_name.endswith(end))
        for city in current
        if city.level == "prefecture"
    )
    assert endings == {"市": 293, "自治州": 30, "地区": 7, "盟": 3}
    assert sum(city.full_name.endswith("市") for city in current if city.level in ("county", "direct")) == 397


def test_codes_are_six_digits_unique_and_counties_have_known_parents():
    cities = register().cities
    codes = [city.code for city in cities]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert {city.parent for city in cities if city.level == "county"} <= set(codes)
    assert all(city.parent is None for city in cities if city.level != "county")


@pytest.mark.parametrize(
    ("name", "valid_from", "valid_to"),
    [
        ("三沙", "2012-06", None), ("海东", "2013-02", None), ("日喀则", "2014-06", None), ("昌都", "2014-10", None),
        ("儋州", "2015-02", None), ("林芝", "2015-03", None), ("吐鲁番", "2015-03", None), ("山南", "2016-01", None),
        ("哈密", "2016-01", None), ("那曲", "2017-07", None), ("莱芜", None, "2018-12"), ("杭州", None, None),
    ],
)  # fmt: skip
def test_prefectures_that_came_and_went_since_2011(name, valid_from, valid_to):
    city = register().find(name)
    assert (city.valid_from, city.valid_to) == (valid_from, valid_to)


def test_validity_dates_are_months():
    for city in register().cities:
        for month in filter(None, (city.valid_from, city.valid_to)):
            assert date.fromisoformat(f"{month}-01").year > 2010


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("杭州", "330100"), ("杭州市", "330100"), ("北京", "110000"), ("重庆市", "500000"),
        ("恩施", "422800"), ("恩施土家族苗族自治州", "422800"), ("恩施州", "422800"), ("恩施市", "422801"),
        ("大理", "532900"), ("大理市", "532901"), ("延边", "222400"), ("伊犁", "654000"), ("黔东南", "522600"),
        ("兴安盟", "152200"), ("大兴安岭", "232700"), ("阿里地区", "542500"), ("吉林", "220200"),
        ("仙桃", "429004"), ("济源市", "419001"), ("琼海", "469002"), ("石河子", "659001"), ("神农架", "429021"),
        ("香港", "810000"), ("澳门特别行政区", "820000"), ("台湾", "710000"),
        ("义乌", "330782"), ("昆山市", "320583"), ("襄樊", "420600"), ("思茅", "530800"), ("儋州", "460400"),
        ("巢湖", "340181"), ("莱芜", "371200"), ("嘉峪关市", "620200"), ("海南州", "632500"), ("芒市", "533103"),
        (" 杭 州 ", "330100"),
    ],
)  # fmt: skip
def test_find(name, code):
    city = register().find(name)
    assert city is not None
    assert city.code == code


@pytest.mark.parametrize("name", ["", "市", "浦东", "义鸟", "海南", "浙江", "东京", "杭"])
def test_what_is_no_city_of_the_register_is_not_found(name):
    assert register().find(name) is None
