// Drawing that several sections share. Charts are drawn at a fixed size and scaled by the browser: text in them scales by little.

/** Whether this is a phone: charts with text in them are drawn for its width rather than shrunk to it. */
const isNarrow = window.matchMedia('screen and (max-width: 44rem)');

const lines = (points) => points.map(([x, y], place) => `${place ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** A scale from values to places. */
const scale = (from, to, start, end) => (value) => start + ((value - from) / (to - from || 1)) * (end - start);

/** Round steps for an axis from 0: at most `most` of them. */
function ticksTo(top, most = 4) {
  const rough = top / most;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 1;
  return Array.from({ length: Math.floor(top / Math.max(step, 1)) + 1 }, (_, place) => place * Math.max(step, 1));
}

/**
 * A point of a chart: a button that shows its source. Only one point of a chart is a stop of the Tab key, the arrow keys go on from there.
 * Doubtful points are diamonds, others circles, so that colour is not needed to tell them.
 */
function chartPoint(x, y, label, row, title, isLast) {
  const isDoubtful = doubtsOf(row).length > 0 || (row.excluded_fact_ids?.length ?? 0) > 0;
  const open = () => openSource(title, label, row);
  const shape = isDoubtful
    ? svg('path', { d: `M${x} ${y - 6}l6 6-6 6-6-6z`, class: 'dot doubtful' })
    : svg('circle', { cx: x, cy: y, r: isLast ? 4.5 : 3, class: 'dot' });
  const name = isDoubtful ? `${label} · ${say('badge.doubt')}` : label;
  return svg(
    'g',
    {
      class: 'point',
      role: 'button',
      tabindex: isLast ? 0 : -1,
      'aria-label': name,
      click: open,
      keydown: (event) => pointKey(event, open),
    },
    svg('title', {}, name),
    svg('circle', { cx: x, cy: y, r: 11, class: 'touch' }),
    shape,
  );
}

function pointKey(event, open) {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    open();
    return;
  }
  const points = [...event.currentTarget.ownerSVGElement.querySelectorAll('.point')];
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step && points[points.indexOf(event.currentTarget) + step];
  if (!next) return;
  event.preventDefault();
  event.currentTarget.setAttribute('tabindex', -1);
  next.setAttribute('tabindex', 0);
  next.focus();
}

/** A small line without axes: the shape of a series, its last value as a dot. Weeks without a value are gaps in time, not in the line. */
function sparkline(series, valueOf) {
  const points = series.filter((row) => valueOf(row) !== null);
  if (points.length < 2) return el('span', { class: 'spark', 'aria-hidden': 'true' });
  const values = points.map(valueOf);
  const x = scale(mondayOf(points[0].week), mondayOf(points.at(-1).week), 3, 93);
  const y = scale(Math.min(...values), Math.max(...values), 20, 4);
  const flat = Math.min(...values) === Math.max(...values);
  const places = points.map((row) => [x(mondayOf(row.week)), flat ? 12 : y(valueOf(row))]);
  const [endX, endY] = places.at(-1);
  return svg(
    'svg',
    { class: 'spark', viewBox: '0 0 96 24', 'aria-hidden': 'true' },
    svg('path', { d: lines(places), class: 'stroke' }),
    svg('circle', { cx: endX, cy: endY, r: 2.5, class: 'dot' }),
  );
}

/** Bars by week, each cut into parts: `[{ name, class, value }]`, null where nothing is known. Parts differ by outline too. */
function weekBars(weeksOfBars, partsOf, label, open) {
  const [height, left, bottom] = [150, 26, 22];
  const step = Math.min(((isNarrow.matches ? 360 : 1160) - left) / weeksOfBars.length, 64);
  const width = left + step * weeksOfBars.length;
  const all = weeksOfBars.map((week) => ({ week, parts: partsOf(week) }));
  const top = Math.max(1, ...all.map(({ parts }) => sum((parts ?? []).map((part) => part.value))));
  const y = scale(0, top, height - bottom, 8);
  const every = Math.ceil((weeksOfBars.length * 44) / (width - left));
  return svg(
    'svg',
    { class: 'chart bars', viewBox: `0 0 ${width} ${height}`, style: { 'max-width': `${width}px` }, role: 'group', 'aria-label': label },
    ticksTo(top, 3).map((tick) => [
      svg('line', { x1: left, x2: width, y1: y(tick), y2: y(tick), class: 'grid' }),
      svg('text', { x: left - 6, y: y(tick) + 4, class: 'tick end' }, tick),
    ]),
    all.map(({ week, parts }, place) => {
      const x = left + place * step + step * 0.18;
      let base = 0;
      const told = parts === null ? say('unknown') : parts.map((part) => `${part.name} ${part.value}`).join(' · ');
      const name = `${week}: ${told || 0}`;
      const show = () => open(week);
      return svg(
        'g',
        {
          class: `point bar${week === chosen.week ? ' now' : ''}`,
          role: 'button',
          tabindex: place === all.length - 1 ? 0 : -1,
          'aria-label': name,
          click: show,
          keydown: (event) => pointKey(event, show),
        },
        svg('title', {}, name),
        svg('rect', { x, y: 8, width: step * 0.64, height: height - bottom - 8, class: 'touch' }),
        parts === null
          ? svg('text', { x: x + step * 0.32, y: y(0) - 5, class: 'tick middle' }, '?')
          : parts.map((part) => {
              base += part.value;
              return svg('rect', { x, y: y(base), width: step * 0.64, height: y(base - part.value) - y(base), class: part.class });
            }),
        (all.length - 1 - place) % every === 0 &&
          svg('text', { x: x + step * 0.32, y: height - 6, class: 'tick middle' }, shortWeek(week, year())),
      );
    }),
  );
}
