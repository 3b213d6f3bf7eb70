"use strict";
// Charts by Bokeh, in the colours of the page; each has a caption, a legend in text and its numbers as a table.
const Charts = { all: new Set() };

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function paint(figure) {
  const [ink, soft, line, back] = ["--ink", "--soft", "--line", "--card"].map(style);
  figure.setv({ background_fill_color: back, border_fill_color: back, outline_line_color: line });
  for (const axis of [...figure.below, ...figure.left, ...figure.right]) {
    if (!("major_label_text_color" in axis)) continue;
    axis.setv({ major_label_text_color: ink, axis_label_text_color: soft, axis_line_color: line,
      major_tick_line_color: line, minor_tick_line_color: null });
  }
  for (const grid of figure.center) if ("grid_line_color" in grid) grid.setv({ grid_line_color: line, grid_line_alpha: 0.6 });
}

function repaint() {
  for (const one of Charts.all) if (one.host.isConnected) { paint(one.figure); one.again?.(); } else Charts.all.delete(one);
}

// A figure over time. `make` adds glyphs; nothing is drawn before the host comes into sight.
function timeFigure(options) {
  const figure = Bokeh.Plotting.figure({ height: 220, sizing_mode: "stretch_width", x_axis_type: "datetime",
    toolbar_location: null, tools: "", min_border_right: 12, ...options });
  figure.toolbar.logo = null;
  figure.below[0].ticker.desired_num_ticks = innerWidth < 640 ? 4 : 6;
  return figure;
}

function place(figure, host, again) {
  paint(figure);
  const known = { figure, host, again };
  Charts.all.add(known);
  host.replaceChildren();
  return Bokeh.Plotting.show(figure, host);
}

const lazily = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) {
    lazily.unobserve(entry.target);
    entry.target.draw();
  }
}, { rootMargin: "300px" });

function legend(entries) {
  return el("ul", { class: "legend" }, ...entries.map(([text, fill]) =>
    el("li", {}, el("i", { style: `background:${fill}` }), text)));
}

// series: {name, colour, kind: line|dashed|points|bars|step, x: days, y: numbers}. columns and rows: the same as a table.
// The y axis begins at 0 unless it is loose.
function chart({ title, y, series, height, numbers, loose = false }) {
  const host = el("div", { class: "plot", role: "img", "aria-label": `${title}. The numbers are in the table below.` });
  host.draw = () => {
    const y_range = new Bokeh.DataRange1d(loose ? {} : { start: 0 });
    const figure = timeFigure({ ...(height ? { height } : {}), y_axis_label: y, y_range });
    for (const one of series) draw(figure, one);
    figure.left[0].setv({ formatter: new Bokeh.NumeralTickFormatter({ format: "0,0.[00]" }) });
    const hover = new Bokeh.HoverTool({ tooltips: [["", "@name"], ["", "@date"], ["", "@y{0,0.[00]}"]], mode: "mouse" });
    figure.add_tools(hover);
    place(figure, host);
  };
  lazily.observe(host);
  return el("figure", {}, el("figcaption", {}, title), legend(series.map((one) => [one.name, one.colour])), host,
    ...(numbers ? [folded("Numbers", () => table(title, numbers.columns, numbers.rows()))] : []));
}

function draw(figure, { name, colour: fill, kind, x, y, low, high, bottom }) {
  const days = [...x];
  const data = { x: days.map((day) => day * MS), y: [...y], name: days.map(() => name), date: days.map(date) };
  if (low) Object.assign(data, { low: [...low], high: [...high] });
  if (bottom) Object.assign(data, { bottom: [...bottom], top: [...bottom].map((value, at) => value + data.y[at]) });
  const source = new Bokeh.ColumnDataSource({ data });
  const [fx, fy] = [{ field: "x" }, { field: "y" }];
  if (low) figure.add_glyph(new Bokeh.VArea({ x: fx, y1: { field: "low" }, y2: { field: "high" }, fill_color: fill, fill_alpha: 0.25 }), source);
  if (kind === "points") figure.scatter(fx, fy, { source, size: 5, fill_color: fill, line_color: null, fill_alpha: 0.7, marker: "circle" });
  else if (kind === "bars") {
    const bounds = bottom ? { bottom: { field: "bottom" }, top: { field: "top" } } : { bottom: 0, top: fy };
    figure.vbar({ x: fx, width: 6.2 * MS, ...bounds, source, fill_color: fill, line_color: null });
  } else figure.line(fx, fy, { source, line_color: fill, line_width: 2, line_dash: kind === "dashed" ? [6, 4] : [] });
}
