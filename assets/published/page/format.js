// Numbers, dates and words as people read them. What does not belong here: elements.

const words = JSON.parse(document.getElementById('words').textContent);
const isChinese = document.documentElement.lang.startsWith('zh');
const locale = isChinese ? 'zh-CN' : 'en-GB';
const NONE = '–';
const DAY = 86400000;

/** The text of a key, with {name} filled in. A key that has no words is shown as it is: a value of a report, say. */
function say(key, values = {}) {
  const text = key.split('.').reduce((found, part) => found?.[part], words);
  return typeof text === 'string' ? text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? NONE) : key.split('.').at(-1);
}

const [wholes, fractions] = [0, 4].map((most) => new Intl.NumberFormat(locale, { maximumFractionDigits: most }));

/** A value with its unit; in Chinese 万 and 亿 where that is exact and shorter. */
function amount(value, unit = '') {
  if (value === null || value === undefined) return NONE;
  const size = Math.abs(value);
  if (isChinese && size >= 1e5 && !String(unit).includes('%')) {
    const [step, name] = size >= 1e8 ? [1e8, '亿'] : [1e4, '万'];
    const inSteps = value / step;
    if (Math.abs(inSteps - Number(inSteps.toFixed(4))) < 1e-12) return minus(fractions.format(inSteps) + name) + gap(unit);
  }
  return minus(fractions.format(value)) + gap(unit);
}

const minus = (text) => text.replace('-', '−');
const gap = (unit) => (!unit ? '' : unit === '%' || unit === '％' ? '%' : isChinese ? unit : ` ${unit}`);

/** A change, with its sign. */
function change(value, unit = '') {
  if (value === null || value === undefined) return NONE;
  return value > 0 ? `+${amount(value, unit)}` : value === 0 ? '±0' : amount(value, unit);
}

const percentOf = (share) => (share === null || share === undefined ? NONE : `${wholes.format(share * 100)}%`);

/** A day as UTC milliseconds, so that a browser in another time zone shows the same day. */
const dayOf = (text) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
const isoOf = (day) => new Date(day).toISOString().slice(0, 10);

/** 3/28 in the year that is shown, 2025/1/6 in another. */
function date(text, year = null) {
  if (!text) return NONE;
  const [y, m, d] = text.slice(0, 10).split('-').map(Number);
  return year === y ? `${m}/${d}` : `${y}/${m}/${d}`;
}

/** A moment: 3/21 16:10. */
const moment = (text, year = null) => (text ? `${date(text, year)} ${text.slice(11, 16)}` : NONE);

function mondayOf(week) {
  const [year, number] = [Number(week.slice(0, 4)), Number(week.slice(6))];
  const fourth = Date.UTC(year, 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY + (number - 1) * 7 * DAY;
}

const sundayOf = (week) => mondayOf(week) + 6 * DAY;
const weeksBetween = (earlier, later) => Math.round((mondayOf(later) - mondayOf(earlier)) / (7 * DAY));

/** The quarter of a week is that of its Thursday. */
function quarterOf(week) {
  const thursday = new Date(mondayOf(week) + 3 * DAY);
  return `${thursday.getUTCFullYear()}-Q${Math.floor(thursday.getUTCMonth() / 3) + 1}`;
}

/** W13 in the year that is shown, 2025-W01 in another. */
const shortWeek = (week, year = null) => (week && year === Number(week.slice(0, 4)) ? week.slice(5) : (week ?? NONE));

/** A path, or a message that names one, without the hexadecimal digits that Notion's export puts behind each name. */
const shortFile = (text) => (text ?? '').replace(/ [0-9a-f]{32}(?=\.|\/|$)/g, '');
const place = (file, line) => (line ? `${shortFile(file)}:${line}` : shortFile(file));
