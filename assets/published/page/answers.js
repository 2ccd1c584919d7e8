// The first minute: what slipped, when the roll-out ends, which numbers to doubt.

const SHOWN = 5;

function answers() {
  return section(
    'answers',
    tiles(),
    el('div', { class: 'three' }, card('slipped', slippedAnswer()), card('ends', endsAnswer()), card('doubts', doubtsAnswer())),
    el('div', { class: 'two' }, highlights(), reporting()),
  );
}

/** Where the rest of a list is, when the card shows its first few. */
const more = (at, all) => all.length > SHOWN && el('a', { href: hashWith({ at }) }, say('answers.rest', { n: all.length - SHOWN }));

const card = (id, content) => el('article', { class: `card ${id}`, id: `answer-${id}` }, el('h3', {}, say(`answers.${id}`)), content);

function slippedAnswer() {
  const all = inWeek(tables.milestones);
  const late = all
    .filter((row) => row.status !== 'done' && row.answer_fact_id === null && row.is_deliverable && (row.days_moved > 0 || row.is_overdue))
    .sort(byLateness);
  if (!all.some((row) => row.date_end || row.first_promised)) return nothing('milestones.none');
  if (!late.length) return el('p', { class: 'good' }, say('answers.noneSlipped'));
  const slipped = late.filter((row) => row.days_moved > 0);
  return [
    el('p', { class: 'sum' }, say('answers.slippedSum', { slipped: slipped.length, overdue: late.filter((row) => row.is_overdue).length })),
    el(
      'ul',
      { class: 'facts' },
      late
        .slice(0, SHOWN)
        .map((row) =>
          el(
            'li',
            {},
            el('b', {}, row.project),
            ' ',
            row.event,
            row.is_moved && [' ', badge('new', say('milestones.movedNow'))],
            el('br'),
            promiseText(row),
          ),
        ),
    ),
    more('milestones', late),
  ];
}

function endsAnswer() {
  const rows = rollouts().map((series) => series.at(-1));
  if (!rows.length) return nothing('rollout.none');
  return [
    el(
      'ul',
      { class: 'facts' },
      rows
        .slice(0, SHOWN)
        .map((row) =>
          el(
            'li',
            {},
            el('b', {}, row.project),
            ' ',
            number(`${amount(row.cumulative_cities)} / ${amount(row.total_cities)}`, row, say('rollout.reached', row)),
            shareBar(row.cumulative_cities, row.total_cities),
            endText(row),
          ),
        ),
    ),
    more('rollout', rows),
  ];
}

function doubtsAnswer() {
  const doubts = tables.bad.filter((bad) => bad.week === chosen.week && isOfTeam(bad) && isDoubt(bad)).sort(bySeverity);
  if (!doubts.length) return el('p', { class: 'good' }, say('answers.noDoubts'));
  return [
    el(
      'ul',
      { class: 'facts' },
      doubts
        .slice(0, SHOWN)
        .map((bad) =>
          el(
            'li',
            {},
            doubtedButton(bad),
            (bad.project || !chosen.team) && [' ', el('span', { class: 'quiet' }, bad.project ?? bad.team)],
            messageOf(bad, { class: 'clamp' }),
          ),
        ),
    ),
    more('quality', doubts),
  ];
}

/** How the number of a row is called and written, by its table. */
const NUMBERS = {
  measures: (row) => `${row.name} ${amount(row.value, row.unit)}`,
  rollout: (row) => say('rollout.number', row),
  progress: (row) => `${row.component} ${amount(row.percent, '%')}`,
  availability: (row) => `${row.name} ${amount(row.stated_percent, '%')}`,
  milestones: (row) => `${row.event} ${spanText(row)}`,
};

/** The number of the week that a bad entry puts in doubt; null where it is another week's, or was left out. */
function doubted(bad) {
  const stated = new Set([bad.fact_id, ...bad.fact_ids]);
  for (const [name, text] of Object.entries(NUMBERS)) {
    const row = inWeek(tables[name]).find((one) => one.fact_id !== null && stated.has(one.fact_id));
    if (row) return text(row);
  }
  return null;
}

/** The number first, since it is what is asked for; then why. */
function doubtedButton(bad) {
  const number = doubted(bad);
  if (!number) return badButton(bad);
  const options = { type: 'button', class: 'n', 'aria-haspopup': 'dialog', click: () => openBad(bad) };
  return [
    el('button', options, number),
    ' ',
    badge(bad.severity === 'error' ? 'excluded' : 'doubt', bad.severity === 'error' ? say('badge.out') : say(`rules.${bad.rule}`)),
  ];
}

const bySeverity = (a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1);
const badButton = (bad) =>
  el(
    'button',
    { type: 'button', class: 'n', 'aria-haspopup': 'dialog', click: () => openBad(bad) },
    badge(severityOf(bad), say(`severity.${bad.severity}`)),
    ' ',
    say(`rules.${bad.rule}`),
  );
