"use strict";
// The farm as a whole: how full it is, water, harvests, feed, open work, tables of the database.
const percent = (part, whole) => number(whole ? 100 * part / whole : 0, 1);

function buildUsage(farm, host) {
  const { usage, sites, scenario } = farm;
  const line = (one) => [`${one.leg}, ${shown(one.site ?? (one.geography || "all"))}`, number(one.used), number(one.whole), percent(one.used, one.whole),
    percent(one.bound, one.whole), el("meter", { min: 0, max: one.whole || 1, value: one.used, "aria-hidden": "true" })];
  const columns = [["Where", ""], ["Container-days", "number"], ["Of", "number"], ["Used %", "number"], ["Bound %", "number"], ["", ""]];
  for (const end of [...new Set(usage.legs.map((one) => one.first))]) {
    const days = scenario.as_of - end, when = `${number(days)} days before ${date(scenario.as_of)}`;
    host.append(table(`By leg, ${when}; no plan could pass the bound`, columns, usage.legs.filter((one) => one.first === end).map(line)),
      folded(`By site, ${when}`, () => table(`By site, ${when}`, columns, usage.sites.filter((one) => one.first === end).map(line))));
  }
  host.append(table("Fullest containers, cleaning included", [["Geography", ""], ["Stage", ""], ["Booked at most", "number"], ["Of", "number"], ["On", ""]],
    usage.pools.map((one) => [shown(one.geography), shown(one.stage), number(one.peak), number(one.containers), date(one.peak_day)])));
  const weeks = usage.weeks[0]?.length ?? 0, days = Array.from({ length: weeks }, (_, n) => Farms.weekDay(scenario.first_week + n));
  const series = ["freshwater", "sea"].map((leg, at) => ({ name: leg, colour: COLOURS[at ? 4 : 2], x: days,
    y: days.map((_, n) => total(sites.map((site, s) => (site.leg === leg ? usage.weeks[s][n] : 0)))) })).filter((one) => one.y.some(Boolean));
  host.append(chart({ title: "Containers with fish on Mondays", y: "containers", series }));
}

function buildWater(farm, host) {
  if (!farm.water.length) { host.append(el("p", {}, "Nobody measures the water of this farm.")); return; }
  const below = el("div", {}), state = { at: 0 };
  const show = () => {
    const one = farm.water[state.at];
    const days = Array.from({ length: one.parameters[0].number.length }, (_, n) => Farms.weekDay(farm.scenario.first_week + n));
    below.replaceChildren(el("div", { class: "cards" }, ...one.parameters.map((of) => {
      const unit = 10 ** of.decimals, there = days.map((_, n) => n).filter((n) => of.number[n] > 0);
      return chart({ title: `${shown(of.name)}, weekly mean, lowest and highest`, y: shown(of.unit), height: 170, loose: true, series: [
        { name: shown(of.name), colour: "#3b7dd8", x: there.map((n) => days[n] + 3), y: there.map((n) => of.sum[n] / of.number[n] / unit),
          low: there.map((n) => of.low[n] / unit), high: there.map((n) => of.high[n] / unit) }],
      numbers: { columns: [["Week of", ""], ["Readings", "number"], ["Mean", "number"], ["Lowest", "number"], ["Highest", "number"]],
        rows: () => there.map((n) => [date(days[n]), number(of.number[n]), number(of.sum[n] / of.number[n] / unit, of.decimals + 1), number(of.low[n] / unit, of.decimals), number(of.high[n] / unit, of.decimals)]) } });
    })), folded("Which container was looked at", () => table("Which container was looked at", [["Container", ""], ["From", ""], ["To", ""]],
      [...one.containers].map((box, n) => [shown(farm.containers.name[box]), date(one.firsts[n]), date(one.ends[n])]))));
  };
  host.append(el("p", { class: "note" }, "The first reading of each day, in one container of the place at a time."),
    el("div", { class: "bar" }, el("label", {}, "Place ", choice("Place", farm.water.map((one, at) => [at, farm.placeName(one.place)]), (at) => { state.at = Number(at); show(); }))), below);
  below.draw = show;
  lazily.observe(below);
}

function buildHarvests(farm, host) {
  const months = new Map();
  for (const one of farm.harvests) {
    const month = date(one.day).slice(0, 7), known = months.get(month) ?? { rings: 0, fish: 0, live_g: 0, gutted_g: 0, batches: new Set() };
    for (const key of ["rings", "fish", "live_g", "gutted_g"]) known[key] += one[key];
    months.set(month, known);
    known.batches.add(one.batch);
  }
  if (!farm.harvests.length) { host.append(el("p", {}, "Nothing has been harvested yet.")); return; }
  host.append(chart({ title: "Harvested live weight by day", y: "tonnes", series: [
    { name: "Live weight", colour: "#d9622b", kind: "bars", x: farm.harvests.map((one) => one.day), y: farm.harvests.map((one) => one.live_g / 1e6) }] }),
  table("Harvests by month", [["Month", ""], ["Batches", "number"], ["Rings", "number"], ["Fish", "number"], ["Live kg", "number"], ["Gutted kg", "number"]],
    [...months].sort(([a], [b]) => a.localeCompare(b)).map(([month, one]) => [month, number(one.batches.size), number(one.rings), number(one.fish), number(one.live_g / 1000), number(one.gutted_g / 1000)])),
  table("By grade", [["Grade", ""], ["Fish", "number"], ["Live kg", "number"]], farm.grades.map((one) => [shown(one.name), number(one.fish), number(one.live_g / 1000)])),
  folded(`Calendar (${farm.harvests.length} days of batches)`, () => table("Calendar", [["Day", ""], ["Batch", ""], ["Rings", "number"], ["Fish", "number"], ["Live kg", "number"]],
    [...farm.harvests].sort((a, b) => a.day - b.day).map((one) => [date(one.day), batchLink(farm, one.batch), number(one.rings), number(one.fish), number(one.live_g / 1000)]))));
}

function buildFeed(farm, host) {
  if (!farm.stores.length) { host.append(el("p", {}, "This farm has no feed stores.")); return; }
  const below = el("div", {}), state = { at: Math.max(farm.stores.findIndex((one) => one.level_ckg.some((kg) => kg > 0)), 0) };
  const show = () => {
    const store = farm.stores[state.at], days = [...store.level_ckg.keys()].map((n) => Farms.weekDay(farm.scenario.first_week + n));
    below.replaceChildren(chart({ title: `Stock on Mondays, capacity ${number(store.capacity_kg)} kg`, y: "kg", series: [
      { name: "Stock", colour: "#12a37a", x: days, y: [...store.level_ckg].map((one) => one / 100) }],
    numbers: { columns: [["Monday", ""], ["Stock kg", "number"]], rows: () => days.map((day, n) => [date(day), number(store.level_ckg[n] / 100, 2)]) } }));
  };
  const rows = farm.stores.flatMap((store) => Object.entries(store.left).map(([feed, kg]) => [shown(store.name), farm.placeName(store.place), shown(farm.feeds[feed]), number(kg / 100, 2)]));
  const pick = choice("Store", farm.stores.map((one, at) => [at, shown(one.name)]), (at) => { state.at = Number(at); show(); });
  pick.value = state.at;
  host.append(el("div", { class: "bar" }, el("label", {}, "Store ", pick)), below,
    table(`In stock at the end of ${date(farm.scenario.as_of - 1)}`, [["Store", ""], ["Place", ""], ["Feed", ""], ["kg", "number"]], rows));
  below.draw = show;
  lazily.observe(below);
}

const KINDS = { batch_creationworkflow: "delivery", batch_batchtransferworkflow: "transfer", planning_plannedactivity: "activity", broodstock_maintenancetask: "maintenance" };

function buildWork(farm, host) {
  const below = el("div", {});
  const show = (kind) => {
    const rows = farm.work.filter((one) => kind === ALL || one.table === kind);
    below.replaceChildren(table(`Open work (${number(rows.length)})`, [["Due", ""], ["Kind", ""], ["What", ""], ["Status", ""], ["Batch", ""], ["Container", ""]],
      rows.map((one) => [date(one.due), KINDS[one.table], shown(one.what), words(one.status) + (one.due < farm.scenario.as_of && one.status === "PENDING" ? ", overdue" : ""),
        batchLink(farm, one.batch), shown(one.container)])));
  };
  host.append(el("div", { class: "bar" }, el("label", {}, "Kind ", choice("Kind", [[ALL, "All"], ...Object.entries(KINDS)], show))), below);
  show(ALL);
}

function buildTables(farm, host) {
  const rows = Object.entries(farm.tables).filter(([, [count]]) => count).sort(([, [a]], [, [b]]) => b - a);
  host.append(table(`${rows.length} tables with rows`, [["Table", ""], ["Rows", "number"], ["MB", "number"]],
    [["All", number(total(rows.map(([, [count]]) => count))), number(total(rows.map(([, [, size]]) => size)) / 1e6, 1)],
      ...rows.map(([name, [count, size]]) => [name, number(count), number(size / 1e6, 1)])]));
}
