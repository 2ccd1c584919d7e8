// The week beside its answers: the highlights, who has reported, and its numbers beside those of the week before.

function highlights() {
  const rows = tables.highlights.filter((row) => row.week === chosen.week && isOfTeam(row)).sort(byWeight);
  return el(
    'div',
    {},
    el('h3', {}, say('answers.highlights')),
    rows.length ? shortList('ol', rows.map(finding), 8, { class: 'findings' }) : nothing('answers.noHighlights'),
  );
}

const byWeight = (a, b) => b.weight - a.weight;

/** A sentence of a ranked list, with the lines that it rests on behind it. */
function finding(row) {
  const named = row.bad_entry_ids.map((at) => tables.bad[at]);
  const rests = { fact_ids: [...new Set([...row.fact_ids, ...named.flatMap((bad) => bad.fact_ids)])] };
  const text = [row.sentence, named.some(isDoubt) && row.kind !== 'doubtful_numbers' && [' ', badge('doubt', say('badge.doubt'))]];
  return el(
    'li',
    {},
    el('span', { class: 'kind' }, say(`kinds.${row.kind}`)),
    el(
      'span',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'n plain',
          'aria-haspopup': 'dialog',
          click: () => openSource(say(`kinds.${row.kind}`), row.sentence, rests, named),
        },
        text,
      ),
      !chosen.team && [' ', el('span', { class: 'quiet' }, row.team)],
    ),
  );
}

/** Who has reported: a square for each of the last weeks, its sign telling the same as its colour. */
function reporting() {
  const shown = weeksShown(tables.reporting, 13);
  const rows = teams
    .filter((team) => !chosen.team || team === chosen.team)
    .map((team) => [team, tables.reporting.filter((row) => row.team === team)]);
  const told = rows.filter(([, all]) => all.some((row) => row.week <= chosen.week));
  return el(
    'div',
    {},
    el('h3', {}, say('answers.reporting')),
    told.length
      ? el(
          'ul',
          { class: 'teams' },
          told.map(([team, all]) => teamLine(team, all, shown)),
        )
      : nothing('answers.noReports'),
  );
}

function teamLine(team, all, shown) {
  const now = all.find((row) => row.week === chosen.week);
  const last = all.filter((row) => row.week <= chosen.week && !row.is_missing).at(-1);
  const text = !now
    ? say('reporting.notYet')
    : !now.is_missing
      ? [
          number(moment(now.submitted_at, year()), now, team, { badges: false }),
          now.is_late && [' ', badge('doubt', say('reporting.late'))],
        ]
      : [
          badge('error', say('reporting.missing')),
          ' ',
          last ? say('reporting.since', { week: last.week, n: weeksBetween(last.week, chosen.week) }) : say('reporting.never'),
        ];
  return el(
    'li',
    {},
    el('b', {}, team),
    el(
      'span',
      { class: 'squares' },
      shown.map((week) => {
        const row = all.find((one) => one.week === week);
        const state = !row ? 'none' : row.is_missing ? 'missing' : row.is_late ? 'late' : 'given';
        return el(
          'span',
          {
            class: `square ${state}`,
            title: `${week} ${say(`reporting.${state}`)}`,
            role: 'img',
            'aria-label': `${week} ${say(`reporting.${state}`)}`,
          },
          { none: '', missing: '×', late: '!', given: '' }[state],
        );
      }),
    ),
    el('span', { class: 'when' }, text),
  );
}

/** The sum over rows; where some are not known, at least so much. */
function total(rows, name) {
  const known = rows.filter((row) => row[name] !== null);
  return known.length ? (known.length < rows.length ? '≥ ' : '') + amount(sum(known.map((row) => row[name]))) : NONE;
}

/** Says so where the minutes of some incidents are not known. */
function knownMinutes(rows) {
  const [all, known] = ['incidents', 'incidents_with_minutes'].map((name) => sum(rows.map((row) => row[name] ?? 0)));
  return known < all ? say('tiles.known', { all, known }) : null;
}

/** The week in five numbers, each beside that of the week before. */
function tiles() {
  const before = weeks[weeks.indexOf(chosen.week) - 1];
  const of = (name, week) => tables[name].filter((row) => row.week === week && isOfTeam(row));
  const tile = (name, rows, value, last, extra) =>
    el(
      'div',
      { class: 'tile' },
      el('span', { class: 'label' }, say(`tiles.${name}`)),
      number(value, together(rows), say(`tiles.${name}`)),
      el('span', { class: 'quiet' }, extra ?? (before ? say('tiles.before', { value: last }) : '')),
    );
  const [cities, incidents, plans] = ['rollout', 'incident_weeks', 'plans'].map((name) => [of(name, chosen.week), of(name, before)]);
  const reports = of('reporting', chosen.week);
  const missing = reports.filter((row) => row.is_missing).map((row) => row.team);
  const kept = (rows) => (rows.length ? `${rows.filter((row) => row.outcome === 'done').length} / ${rows.length}` : NONE);
  const bad = (week) => tables.bad.filter((row) => row.week === week && isOfTeam(row));
  return el(
    'div',
    { class: 'tiles' },
    tile(
      'reports',
      reports,
      reports.length ? `${reports.length - missing.length} / ${reports.length}` : NONE,
      null,
      !reports.length ? say('reporting.notYet') : missing.length ? say('tiles.lacks', { team: missing.join(' ') }) : say('tiles.complete'),
    ),
    tile('cities', cities[0], total(cities[0], 'new_cities'), total(cities[1], 'new_cities')),
    tile('incidents', incidents[0], total(incidents[0], 'incidents'), total(incidents[1], 'incidents')),
    tile('minutes', incidents[0], total(incidents[0], 'minutes'), total(incidents[1], 'minutes'), knownMinutes(incidents[0])),
    tile('plans', plans[0], kept(plans[0]), kept(plans[1])),
    el(
      'div',
      { class: 'tile' },
      el('span', { class: 'label' }, say('tiles.bad')),
      el('a', { class: 'n', href: hashWith({ at: 'quality' }) }, bad(chosen.week).length),
      el('span', { class: 'quiet' }, say('tiles.errors', { n: bad(chosen.week).filter((row) => row.severity === 'error').length })),
    ),
  );
}
