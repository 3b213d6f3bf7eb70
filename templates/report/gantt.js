"use strict";
// Every container over time. Bokeh draws on a canvas and only what is in sight; rows are those of the place that is chosen.
const ALL = "all";

// Choices of a place, by name: all, a geography, a site, a hall.
function wheres(farm) {
  const found = [[ALL, "All containers"]];
  farm.scenario.geographies.forEach((name, geography) => {
    found.push([`g${geography}`, shown(name)]);
    farm.sites.forEach((site, at) => {
      if (site.geography !== geography) return;
      const inside = [...farm.places.keys()].filter((place) => farm.places[place].site === at);
      if (!inside.length) return;
      found.push([`s${at}`, `\u00a0\u00a0${farm.siteName(at)}`]);
      if (site.leg !== "sea") for (const hall of inside) found.push([`p${hall}`, `\u00a0\u00a0\u00a0\u00a0${farm.placeName(hall)}`]);
    });
  });
  return found;
}

function within(farm, where) {
  const at = Number(where.slice(1));
  if (where === ALL) return farm.rows;
  return farm.rows.filter((box) => {
    if (where[0] === "p") return farm.containers.place[box] === at;
    return where[0] === "s" ? farm.siteOf(box) === at : farm.sites[farm.siteOf(box)].geography === at;
  });
}

const short = (text) => (text.length > 28 ? `${text.slice(0, 27)}\u2026` : text);

function buildGantt(farm, host) {
  const state = { where: ALL, batch: null };
  const plot = el("div", { class: "plot", tabindex: "0", role: "application",
    "aria-label": "Containers over time. Arrow keys move, plus and minus zoom, Home shows everything. The table of the day below has the same." });
  const span = { from: Math.min(...Farms.all.map((one) => one.scenario.first_day)) - 10, to: Math.max(...Farms.all.map((one) => one.scenario.as_of)) + 10 };
  let figure, bars, cursor, marks;

  function source() {
    const rows = within(farm, state.where);
    const row = new Map(rows.map((box, at) => [box, at]));
    const { stays, batches } = farm, gap = rows.length > 120 ? 0 : 0.06;
    const data = { left: [], right: [], top: [], bottom: [], fill: [], alpha: [], stay: [], batch: [], box: [], stage: [], from: [], to: [], fish: [] };
    for (let stay = 0; stay < stays.first.length; stay++) {
      const at = row.get(stays.container[stay]);
      if (at === undefined) continue;
      const mine = state.batch === null || stays.batch[stay] === state.batch;
      data.left.push(stays.first[stay] * MS); data.right.push(stays.end[stay] * MS);
      data.top.push(at + gap); data.bottom.push(at + 1 - gap);
      data.fill.push(colour(stays.stage[stay])); data.alpha.push(mine ? 1 : 0.18); data.stay.push(stay);
      data.batch.push(shown(batches[stays.batch[stay]].number)); data.stage.push(farm.stageName(stays.stage[stay]));
      data.box.push(`${farm.placeName(farm.containers.place[stays.container[stay]])} ${shown(farm.containers.name[stays.container[stay]])}`);
      data.from.push(date(stays.first[stay])); data.to.push(stays.open[stay] ? "still here" : date(stays.end[stay]));
      data.fish.push(number(stays.began[stay]));
    }
    return [rows, data];
  }

  // Labels of rows: containers of a place, else places, else sites, each in the middle of its run.
  function labels(rows) {
    const deep = state.where[0] === "p" || rows.length <= 40;
    const of = deep ? (box) => box : rows.length <= 400 ? (box) => farm.containers.place[box] : farm.siteOf;
    const name = deep ? (box) => shown(farm.containers.name[box]) : rows.length <= 400 ? farm.placeName : farm.siteName;
    const ticks = [], text = new Map(), edges = [];
    for (let at = 0, begin = 0; at <= rows.length; at++) {
      if (at < rows.length && (at === begin || of(rows[at]) === of(rows[begin]))) continue;
      if (at === begin) break;
      const middle = (begin + at) / 2;
      ticks.push(middle); text.set(middle, short(name(of(rows[begin])))); edges.push(at);
      begin = at--;
      if (begin >= rows.length) break;
    }
    return [ticks, text, edges];
  }

  function build() {
    const [rows, data] = source();
    const [ticks, text, edges] = labels(rows);
    figure = timeFigure({ height: 520, tools: "pan,box_zoom,wheel_zoom,reset", toolbar_location: "above",
      x_range: new Bokeh.Range1d({ start: span.from * MS, end: span.to * MS, bounds: null }),
      y_range: new Bokeh.Range1d({ start: rows.length, end: 0 }) });
    figure.toolbar.setv({ active_scroll: null });
    bars = new Bokeh.ColumnDataSource({ data });
    const glyph = figure.quad({ field: "left" }, { field: "right" }, { field: "top" }, { field: "bottom" },
      { source: bars, fill_color: { field: "fill" }, fill_alpha: { field: "alpha" }, line_color: null });
    glyph.setv({ nonselection_glyph: null, selection_glyph: null });
    figure.add_tools(new Bokeh.HoverTool({ renderers: [glyph], tooltips: [["Batch", "@batch"], ["Stage", "@stage"],
      ["Container", "@box"], ["From", "@from"], ["To", "@to"], ["Fish at first", "@fish"]] }));
    figure.add_tools(new Bokeh.TapTool({ renderers: [glyph] }));
    bars.selected.change.connect(() => {
      const [at] = bars.selected.indices;
      if (at !== undefined) Page.find(farm.batches[farm.stays.batch[bars.data.stay[at]]].number);
    });
    cursor = new Bokeh.Span({ dimension: "height", location: Page.day * MS, line_width: 2, level: "overlay" });
    figure.add_layout(cursor);
    marks = edges.slice(0, -1).map((at) => new Bokeh.Span({ dimension: "width", location: at, line_width: 1, line_alpha: 0.5 }));
    if (marks.length < 200) marks.forEach((mark) => figure.add_layout(mark));
    const axis = figure.left[0];
    const relabel = () => {
      const least = (figure.y_range.start - figure.y_range.end) * 13 / 440;
      let last = -Infinity;
      const seen = ticks.filter((tick) => tick - last >= least && (last = tick) !== null);
      axis.setv({ ticker: new Bokeh.FixedTicker({ ticks: seen }), major_label_overrides: text });
    };
    relabel();
    figure.y_range.change.connect(relabel);
    for (const grid of figure.center) if (grid.dimension === 1) grid.setv({ visible: false });
    farm.gantt = figure;
    figure.x_range.change.connect(together);
    place(figure, plot, colours);
    colours();
    say();
  }

  // Two farms show the same days.
  function together() {
    const { start, end } = figure.x_range;
    for (const { gantt } of Farms.all) {
      if (gantt && (gantt.x_range.start !== start || gantt.x_range.end !== end)) gantt.x_range.setv({ start, end });
    }
  }

  function colours() {
    cursor.setv({ line_color: style("--mark") });
    marks.forEach((mark) => mark.setv({ line_color: style("--soft") }));
  }

  function zoom(times) {
    const { start, end } = figure.x_range, middle = (start + end) / 2, half = (end - start) / 2 / times;
    figure.x_range.setv({ start: middle - half, end: middle + half });
  }
  function pan(part) {
    const { start, end } = figure.x_range, by = (end - start) * part;
    figure.x_range.setv({ start: start + by, end: end + by });
  }
  function scroll(part) {
    const { start, end } = figure.y_range, rows = within(farm, state.where).length, tall = start - end;
    const from = Math.min(Math.max(end + tall * part, 0), Math.max(rows - tall, 0));
    figure.y_range.setv({ start: from + tall, end: from });
  }
  function taller(times) {
    const { start, end } = figure.y_range, rows = within(farm, state.where).length;
    const tall = Math.min(Math.max((start - end) / times, 4), rows), from = Math.min(end, rows - tall);
    figure.y_range.setv({ start: from + tall, end: from });
  }
  function fit() {
    figure.x_range.setv({ start: span.from * MS, end: span.to * MS });
    figure.y_range.setv({ start: within(farm, state.where).length, end: 0 });
  }
  const KEYS = { ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2), ArrowUp: () => scroll(-0.2), ArrowDown: () => scroll(0.2),
    "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), Home: fit };
  plot.addEventListener("keydown", (event) => {
    const act = figure && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  const summary = el("p", { class: "note", "data-figure": "gantt-summary" });
  function say() {
    const rows = within(farm, state.where), stays = bars.data.stay.length;
    const mine = state.batch === null ? "" : `; ${shown(farm.batches[state.batch].number)} is highlighted, ${farm.staysOf[state.batch].length} stays`;
    summary.textContent = `${number(rows.length)} containers, ${number(stays)} stays from ${date(farm.scenario.first_day)} on${mine}.`;
  }
  const pick = choice("Which containers", wheres(farm), (where) => {
    state.where = where;
    build();
    farm.where = where;
    Page.refresh(farm);
  });
  const button = (text, label, click) => el("button", { type: "button", "aria-label": label, click: () => figure && click() }, text);
  host.append(el("div", { class: "bar" }, el("label", {}, "Show ", pick),
    button("+", "Zoom in", () => zoom(1.5)), button("\u2212", "Zoom out", () => zoom(1 / 1.5)),
    button("\u2190", "Earlier", () => pan(-0.3)), button("\u2192", "Later", () => pan(0.3)),
    button("\u2195+", "Taller rows", () => taller(2)), button("\u2195\u2212", "Shorter rows", () => taller(0.5)),
    button("\u2191", "Rows above", () => scroll(-0.5)), button("\u2193", "Rows below", () => scroll(0.5)),
    button("Everything", "Show everything", fit)),
    legend(farm.scenario.stages.map((stage, at) => [shown(stage.name), colour(at)])), plot, summary);
  plot.draw = build;
  lazily.observe(plot);

  farm.onDay.push((day) => cursor?.setv({ location: day * MS }));
  farm.onBatch.push((batch) => {
    state.batch = batch;
    if (!figure) return;
    bars.data = { ...bars.data, alpha: bars.data.stay.map((stay) => (batch === null || farm.stays.batch[stay] === batch ? 1 : 0.18)) };
    if (batch !== null && farm.staysOf[batch].length) {
      const days = farm.staysOf[batch].flatMap((stay) => [farm.stays.first[stay], farm.stays.end[stay]]);
      figure.x_range.setv({ start: (Math.min(...days) - 20) * MS, end: (Math.max(...days) + 20) * MS });
    }
    say();
  });
}
