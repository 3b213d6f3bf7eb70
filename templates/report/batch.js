"use strict";
// The card of a batch: growth with samples and plan, population, deaths by cause, feed and FCR, lice with treatments.
const CAUSES = ["#d9622b", "#3b7dd8", "#12a37a", "#e3a008", "#8a97a5", "#cc79a7"];

const total = (values) => values.reduce((all, one) => all + one, 0);

function buildBatch(farm, host) {
  const card = el("div", {});
  const begun = farm.batches.map((batch, at) => [batch.number, at]);
  const pick = choice("Batch", begun.map(([name, at]) => [at, shown(name)]), (at) => Page.find(farm.batches[at].number));
  host.append(el("div", { class: "bar" }, el("label", {}, "Batch ", pick)), card);
  card.draw = () => { card.drawn = true; show(Page.batchOf(farm)); };
  lazily.observe(card);
  function show(at) {
    if (at === null) { card.replaceChildren(el("p", {}, "This farm has no such batch.")); return; }
    pick.value = at;
    card.replaceChildren(...batchCard(farm, at));
  }
  farm.onBatch.push(() => { if (card.drawn) show(Page.batchOf(farm)); });
}

function batchCard(farm, at) {
  const batch = farm.batches[at], week = farm.weeks[at];
  const known = [["Status", words(batch.status ?? "unknown")], ["Geography", shown(farm.scenario.geographies[batch.geography])],
    ["Begins", batch.start == null ? "\u2013" : date(batch.start)], [batch.end == null ? "Expected end" : "Ended", batch.end ?? batch.expected_end ? date(batch.end ?? batch.expected_end) : "\u2013"]];
  const harvested = farm.harvests.filter((one) => one.batch === at);
  if (week) {
    const feed = total(week.feed_ckg) / 100;
    known.push(["Died", number(total(Object.values(week.deaths).map(total)))], ["Feed eaten, kg", number(feed)],
      ["Feed cost", number(total(week.cost_cents) / 100)]);
  }
  if (harvested.length) known.push(["Harvested fish", number(total(harvested.map((one) => one.fish)))],
    ["Harvested live, kg", number(total(harvested.map((one) => one.live_g)) / 1000)]);
  const list = el("dl", { "data-figure": "batch-facts" }, ...known.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))));
  const charts = week ? el("div", { class: "cards" }, ...batchCharts(farm, at, week)) : el("p", {}, "Nothing of it has come yet.");
  return [el("h3", {}, el("bdi", {}, shown(batch.number))), list, charts, treatmentTable(farm, at), staysTable(farm, at)];
}

function batchCharts(farm, at, week) {
  const days = Array.from({ length: week.weeks }, (_, n) => Farms.weekDay(week.week + n));
  return [growthChart(week, days), fishChart(week, days), deathChart(week), feedChart(farm, at, week, days), ...(week.lice ? [liceChart(farm, at, week, days)] : [])];
}

function growthChart(week, days) {
  const there = [...week.fish.keys()].filter((n) => week.fish[n] > 0);
  const mean = (n) => week.biomass_ckg[n] * 10 / week.fish[n];
  const planned = [...week.planned_cg.keys()].map((n) => Farms.weekDay(week.planned_week + n));
  const { day, samples, sum_cg } = week.samples;
  return chart({ title: "Growth: mean weight", y: "g", series: [
    { name: "Samples", colour: "#d9622b", kind: "points", x: day, y: [...day.keys()].map((n) => sum_cg[n] / samples[n] / 100) },
    { name: "Weight", colour: "#3b7dd8", x: there.map((n) => days[n]), y: there.map(mean) },
    { name: "Plan", colour: "#8a97a5", kind: "dashed", x: planned, y: [...week.planned_cg].map((one) => one / 100) }],
  numbers: { columns: [["Monday", ""], ["Fish", "number"], ["Biomass kg", "number"], ["Mean weight g", "number"]],
    rows: () => there.map((n) => [date(days[n]), number(week.fish[n]), number(week.biomass_ckg[n] / 100, 2), number(mean(n), 2)]) } });
}

function fishChart(week, days) {
  const there = [...week.fish.keys()].filter((n) => week.fish[n] > 0);
  return chart({ title: "Population", y: "fish", series: [
    { name: "Fish", colour: "#12a37a", x: there.map((n) => days[n]), y: there.map((n) => week.fish[n]) }],
  numbers: { columns: [["Monday", ""], ["Fish", "number"]], rows: () => there.map((n) => [date(days[n]), number(week.fish[n])]) } });
}

function deathChart(week) {
  const causes = Object.keys(week.deaths), most = Math.max(0, ...causes.map((name) => week.deaths[name].length));
  const days = Array.from({ length: most }, (_, n) => Farms.weekDay(week.week + n) + 3), stack = new Float64Array(most);
  const series = causes.map((name, at) => {
    const bottom = [...stack];
    week.deaths[name].forEach((fish, n) => { stack[n] += fish; });
    return { name: words(name), colour: CAUSES[at % CAUSES.length], kind: "bars", x: days, y: week.deaths[name], bottom };
  });
  return chart({ title: "Deaths by cause, week by week", y: "fish", series, numbers: {
    columns: [["Cause", ""], ["Fish", "number"]], rows: () => causes.map((name) => [words(name), number(total(week.deaths[name]))]) } });
}

function feedChart(farm, at, week, days) {
  const months = farm.feeding.filter((one) => one.batch === at);
  const fcr = chart({ title: "FCR by month", y: "kg a kg", height: 130, series: [
    { name: "FCR", colour: "#8d6cd9", kind: "points", x: months.map((one) => one.month + 14), y: months.map((one) => one.fcr_milli / 1000) }],
  numbers: { columns: [["Month", ""], ["Feed kg", "number"], ["Growth kg", "number"], ["FCR", "number"]],
    rows: () => months.map((one) => [date(one.month).slice(0, 7), number(one.feed_ckg / 100, 2), number(one.growth_ckg / 100, 2), number(one.fcr_milli / 1000, 3)]) } });
  return el("div", {}, chart({ title: "Feed eaten, week by week", y: "kg", height: 150, series: [
    { name: "Feed", colour: "#e3a008", kind: "bars", x: days.map((day) => day + 3), y: [...week.feed_ckg].map((one) => one / 100) }],
  numbers: { columns: [["Week of", ""], ["Feed kg", "number"], ["Cost", "number"]],
    rows: () => days.map((day, n) => [date(day), number(week.feed_ckg[n] / 100, 2), number(week.cost_cents[n] / 100, 2)]) } }), fcr);
}

function liceChart(farm, at, week, days) {
  const { looked_at, females, lice } = week.lice, there = [...looked_at.keys()].filter((n) => looked_at[n] > 0);
  const days_of = there.map((n) => days[n] + 3);
  const cures = farm.treatments.filter((one) => one.batch === at && one.kind !== "vaccination");
  return chart({ title: "Lice a fish, with treatments", y: "lice a fish", series: [
    { name: "Adult females", colour: "#d9622b", x: days_of, y: there.map((n) => females[n] / looked_at[n]) },
    { name: "All lice", colour: "#8a97a5", x: days_of, y: there.map((n) => lice[n] / looked_at[n]) },
    { name: "Treatments", colour: "#3b7dd8", kind: "points", x: cures.map((one) => one.day), y: cures.map(() => 0.02) }],
  numbers: { columns: [["Week of", ""], ["Fish looked at", "number"], ["Adult females", "number"], ["All lice", "number"]],
    rows: () => there.map((n) => [date(days[n]), number(looked_at[n]), number(females[n]), number(lice[n])]) } });
}

function treatmentTable(farm, at) {
  const rows = farm.treatments.filter((one) => one.batch === at);
  return folded(`Treatments (${rows.length})`, () => table("Treatments", [["Day", ""], ["Kind", ""], ["What", ""], ["Containers", "number"], ["Withholding days", "number"], ["Outcome", ""]],
    rows.map((one) => [date(one.day), words(one.kind), shown(one.text), number(one.containers), number(one.withholding_days ?? 0), words(one.outcome ?? "")])));
}

function staysTable(farm, at) {
  const mine = farm.staysOf[at], { stays } = farm;
  return folded(`Where it stood (${mine.length})`, () => table("Where it stood", [["Container", ""], ["Stage", ""], ["From", ""], ["To", ""], ["Fish at first", "number"]],
    mine.map((stay) => [`${farm.placeName(farm.containers.place[stays.container[stay]])} ${shown(farm.containers.name[stays.container[stay]])}`,
      farm.stageName(stays.stage[stay]), date(stays.first[stay]), stays.open[stay] ? "still here" : `${date(stays.end[stay])}${stays.harvested[stay] ? ", harvested" : ""}`, number(stays.began[stay])])));
}
