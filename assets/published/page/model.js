// The data and what of it is shown: rows of the tables, the team and week that are chosen. What does not belong here: elements.

/** The text that `build.py` compressed. */
async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
}

function rowsOf(columns) {
  const names = Object.keys(columns);
  return columns[names[0]].map((_, row) => Object.fromEntries(names.map((name) => [name, columns[name][row]])));
}

const data = JSON.parse(await inflate(document.getElementById('data').textContent));
const tables = Object.fromEntries(Object.entries(data.tables).map(([name, table]) => [name, rowsOf(table)]));
const { facts } = tables;
const reportOf = new Map(tables.files.map((report) => [report.file, report]));

// Which bad entries name a fact.
const badOf = new Map();
for (const bad of tables.bad) {
  for (const fact of new Set([bad.fact_id, ...bad.fact_ids])) {
    if (fact !== null) badOf.set(fact, [...(badOf.get(fact) ?? []), bad]);
  }
}

// What people put right of a fact: the line still says what it said.
const correctionOf = new Map(tables.corrections.map((correction) => [correction.fact_id, correction]));

// What a rule is about. Any other rule, one of tomorrow too, means that a number may be wrong.
const ABOUT_DELIVERY = new Set(['milestone_slipped', 'milestone_overdue', 'progress_stale', 'plan_dropped']);
const ABOUT_REPORTING = new Set([
  'unreadable_source',
  'empty_report',
  'week_unknown',
  'week_mismatch',
  'missing_week',
  'late_report',
  'project_unknown',
  'sensitive_text',
]);
const isDoubt = (bad) => bad.state !== 'muted' && !ABOUT_DELIVERY.has(bad.rule) && !ABOUT_REPORTING.has(bad.rule);

const { weeks } = data;
const teams = [
  ...new Set(
    ['reporting', 'rollout', 'measures', 'progress', 'incident_weeks', 'plans'].flatMap((name) => tables[name].map((row) => row.team)),
  ),
]
  .filter((team) => team !== null)
  .sort((a, b) => a.localeCompare(b, locale));
const lastReported =
  tables.reporting.filter((row) => !row.is_missing).reduce((last, row) => (row.week > last ? row.week : last), '') || weeks.at(-1);

/** What is chosen: the week (null where there is none at all), the team (null for all), and the section to go to. */
const chosen = { week: null, team: null, at: null };

function readHash() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  chosen.week = weeks.includes(wanted.get('week')) ? wanted.get('week') : (lastReported ?? null);
  chosen.team = teams.includes(wanted.get('team')) ? wanted.get('team') : null;
  chosen.at = wanted.get('at');
}

/** The address of the page with other choices. */
function hashWith(changes) {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...chosen, at: null, ...changes })) if (value) wanted.set(name, value);
  return `#${wanted}`;
}

const year = () => Number(chosen.week?.slice(0, 4));
const isOfTeam = (row) => !chosen.team || row.team === chosen.team || Boolean(row.other_teams?.includes(chosen.team));
const inWeek = (rows) => rows.filter((row) => row.week === chosen.week && isOfTeam(row));
const inQuarter = (rows) => rows.filter((row) => row.quarter === quarterOf(chosen.week) && isOfTeam(row));

/** Rows up to the chosen week by series, each in order of weeks; `most` weeks old at most is its last row. */
function seriesOf(rows, keyOf, most = Infinity) {
  const found = new Map();
  for (const row of rows) {
    if (row.week > chosen.week) continue;
    const key = JSON.stringify(keyOf(row));
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(row);
  }
  const all = [...found.values()].map((series) => series.sort((a, b) => (a.week < b.week ? -1 : 1)));
  return all.filter((series) => series.some(isOfTeam) && weeksBetween(series.at(-1).week, chosen.week) <= most);
}

/** The last weeks up to the chosen one, as many as a chart of bars has room for, from the first on that `rows` speak of. */
function weeksShown(rows, most = isNarrow.matches ? 13 : 26) {
  const first = rows.filter(isOfTeam).reduce((found, row) => (row.week < found ? row.week : found), chosen.week);
  return weeks
    .slice(0, weeks.indexOf(chosen.week) + 1)
    .slice(-most)
    .filter((week) => week >= first);
}

const byText = (keyOf) => (a, b) => keyOf(a).localeCompare(keyOf(b), locale);
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Several rows as one: what all of them rest on. */
const together = (rows) => ({
  fact_ids: rows.flatMap((row) => row.fact_ids),
  excluded_fact_ids: rows.flatMap((row) => row.excluded_fact_ids ?? []),
});
