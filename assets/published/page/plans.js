// What was planned for the week and what its report says became of it; what is planned next.

const OUTCOMES = ['done', 'in_progress', 'not_mentioned', 'open'];

function plans() {
  const mine = tables.plans.filter(isOfTeam);
  if (!mine.length) return section('plans', nothing('plans.none'));
  const ofWeek = (week) => mine.filter((row) => row.week === week);
  const next = weekOfDay(mondayOf(chosen.week) + 7 * DAY);
  return section(
    'plans',
    weekBars(
      weeksShown(tables.plans),
      (week) =>
        OUTCOMES.map((name) => ({
          name: say(`plans.${name}`),
          class: `bar-${name}`,
          value: ofWeek(week).filter((row) => row.outcome === name).length,
        })).filter((part) => part.value),
      say('plans.chart'),
      (week) => openSource(`${say('plans.title')} · ${week}`, '', together(ofWeek(week))),
    ),
    el(
      'p',
      { class: 'key quiet' },
      OUTCOMES.map((name) => [el('i', { class: `swatch bar-${name}` }), say(`plans.${name}`)]),
    ),
    el('div', { class: 'two even' }, planList('plans.thisWeek', ofWeek(chosen.week), true), planList('plans.next', ofWeek(next), false)),
  );
}

function planList(key, rows, hasOutcome) {
  const sorted = [...rows].sort(
    (a, b) => OUTCOMES.indexOf(b.outcome) - OUTCOMES.indexOf(a.outcome) || (a.team ?? '').localeCompare(b.team ?? '', locale),
  );
  return el(
    'div',
    {},
    el('h3', {}, say(key, { n: rows.length })),
    rows.length
      ? shortList(
          'ul',
          sorted.map((row) =>
            el(
              'li',
              {},
              hasOutcome && [badge(row.outcome, say(`plans.${row.outcome}`)), ' '],
              number(row.text, row, row.project ?? row.team, { plain: true }),
              ' ',
              el('span', { class: 'quiet' }, chosen.team ? (row.project ?? '') : row.team),
            ),
          ),
          10,
        )
      : nothing('plans.noneInWeek'),
  );
}
