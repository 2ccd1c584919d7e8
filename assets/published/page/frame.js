// What stands around the sections: the bar with the switches, the title with its freshness, the footer, and a section itself.

const SECTIONS = ['answers', 'rollout', 'milestones', 'progress', 'incidents', 'measures', 'plans', 'quality', 'quarter'];
const BADGES = ['doubt', 'excluded', 'corrected', 'contested'];
const STALE_WEEKS = 2; // the next report is due after one; a second week without any means that nobody delivers

function topBar() {
  const place = weeks.indexOf(chosen.week);
  const go = (changes) => {
    location.hash = hashWith(changes);
  };
  const step = (by, label, text) =>
    el(
      'button',
      {
        type: 'button',
        class: 'step',
        'aria-label': label,
        disabled: !weeks[place + by],
        click: () => go({ week: weeks[place + by] }),
      },
      text,
    );
  const pick = (id, label, options) => el('label', { class: 'pick' }, el('span', {}, label), options);
  return el(
    'header',
    { class: 'top' },
    el('span', { class: 'brand' }, say('title')),
    el(
      'div',
      { class: 'switches' },
      pick(
        'team',
        say('team'),
        el(
          'select',
          { id: 'team', change: (event) => go({ team: event.target.value || null }) },
          el('option', { value: '', selected: !chosen.team }, say('allTeams')),
          teams.map((team) => el('option', { value: team, selected: team === chosen.team }, team)),
        ),
      ),
      step(-1, say('earlier'), '‹'),
      pick(
        'week',
        say('week'),
        el(
          'select',
          { id: 'week', change: (event) => go({ week: event.target.value }) },
          [...weeks].reverse().map((week) => el('option', { value: week, selected: week === chosen.week }, `${week} · ${weekDays(week)}`)),
        ),
      ),
      step(1, say('later'), '›'),
    ),
    el(
      'nav',
      { 'aria-label': say('sections') },
      SECTIONS.map((id) => el('a', { href: hashWith({ at: id }) }, say(`${id}.short`))),
    ),
  );
}

const weekDays = (week) =>
  `${date(isoOf(mondayOf(week)), Number(week.slice(0, 4)))} – ${date(isoOf(sundayOf(week)), Number(week.slice(0, 4)))}`;

function titleBlock() {
  const [, weekNumber] = chosen.week.split('-W');
  return el(
    'div',
    { class: 'title' },
    el('h1', {}, say('weekTitle', { year: year(), number: Number(weekNumber) })),
    el('p', { class: 'quiet' }, `${weekDays(chosen.week)} · ${chosen.team ?? say('allTeams')}`),
    freshness(),
  );
}

function freshness() {
  const { createdAt } = data.publication;
  const age = Math.floor((dayOf(createdAt) - sundayOf(lastReported)) / (7 * DAY));
  return el(
    'p',
    { class: 'fresh' },
    say('fresh', { week: lastReported, at: createdAt }),
    age >= STALE_WEEKS && [' ', badge('doubt', say('stale', { n: age }))],
    chosen.week !== lastReported && [' ', el('a', { href: hashWith({ week: null }) }, say('toNewest', { week: lastReported }))],
  );
}

/** A section with its heading, and a sentence that says how to read it. */
function section(id, ...content) {
  return el(
    'section',
    { id, class: 'section', 'aria-labelledby': `${id}-title` },
    el(
      'div',
      { class: 'head' },
      el('h2', { id: `${id}-title`, tabindex: -1 }, say(`${id}.title`)),
      el('p', { class: 'quiet' }, say(`${id}.lead`)),
    ),
    content,
  );
}

const nothing = (key, values) => el('p', { class: 'nothing' }, say(key, values));

/** A list that shows its first rows, and all of them on demand and on paper. */
function shortList(tag, items, most, options = {}) {
  const list = el(
    tag,
    options,
    items.map((item, place) => {
      if (place >= most) item.classList.add('more');
      return item;
    }),
  );
  if (items.length <= most) return list;
  const button = el(
    'button',
    {
      type: 'button',
      class: 'show',
      click: () => {
        list.classList.add('open');
        button.remove();
      },
    },
    say('showAll', { n: items.length }),
  );
  return [list, button];
}

function footer() {
  return el(
    'footer',
    {},
    el(
      'p',
      {},
      say('legend'),
      BADGES.map((name) => [' ', badge(name, say(`badge.${name}`, { n: 1 })), ' ', say(`legends.${name}`)]),
    ),
    el(
      'p',
      {},
      say('published', { id: data.publication.id, at: data.publication.createdAt }),
      ' ',
      weeks.length > 0 && say(data.isCut ? 'rangeCut' : 'range', { first: weeks[0], last: weeks.at(-1) }),
    ),
  );
}
