"use strict";
// The page: its sections, the day that all look at, the batch that is looked for, light and dark.
const SECTIONS = [["gantt", "Containers over time", buildGantt], ["day-map", "What stands where", buildDay], ["batch", "A batch", buildBatch],
  ["usage", "How full the farm is", buildUsage], ["water", "Water", buildWater], ["harvests", "Harvests", buildHarvests],
  ["feed", "Feed in stock", buildFeed], ["work", "Open work", buildWork], ["tables", "Tables of the database", buildTables]];

const Page = {
  day: 0,
  number: null,
  batchOf: (farm) => farm.byNumber.get(Page.number) ?? null,
  setDay(day, playing = false) {
    Page.day = day;
    slider.value = day;
    slider.setAttribute("aria-valuetext", date(day));
    document.getElementById("date").textContent = date(day);
    for (const farm of Farms.all) for (const told of farm.onDay) told(day, playing);
  },
  find(wanted) {
    const numbers = [...new Set(Farms.all.flatMap((farm) => farm.batches.map((one) => one.number)))];
    const text = wanted.trim().toLowerCase(), of = (one) => shown(one).toLowerCase();
    const found = numbers.find((one) => one === wanted || of(one) === text) ?? numbers.find((one) => text && of(one).includes(text));
    Page.number = found ?? null;
    document.getElementById("find").value = found === undefined ? wanted : shown(found);
    document.getElementById("said").textContent = found === undefined ? (text ? "There is no such batch." : "") : `${shown(found)} is shown.`;
    for (const farm of Farms.all) for (const told of farm.onBatch) told(Page.batchOf(farm));
  },
  refresh(farm) { for (const told of farm.onWhere) told(); },
};
let slider;

function layOut() {
  const content = document.getElementById("content"), list = document.getElementById("sections");
  document.documentElement.style.setProperty("--farms", Farms.all.length);
  for (const [id, title, build] of SECTIONS) {
    const farms = el("div", { class: "farms" });
    for (const farm of Farms.all) {
      const host = el("div", { class: "farm", "data-farm": farm.letter });
      if (Farms.all.length > 1) host.append(el("p", { class: "which" }, `${farm.letter}: ${farm.label}`));
      build(farm, host);
      farms.append(host);
    }
    content.append(el("section", { id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title), farms));
    list.append(el("li", {}, el("a", { href: `#${id}` }, title)));
  }
}

function days() {
  slider = document.getElementById("day");
  slider.min = Math.min(...Farms.all.map((farm) => farm.scenario.first_day));
  slider.max = Math.max(...Farms.all.map((farm) => farm.scenario.as_of - 1));
  slider.addEventListener("input", () => { stop(); Page.setDay(Number(slider.value)); });
  const play = document.getElementById("play");
  let timer = null;
  function stop() {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
    Page.setDay(Page.day);
  }
  play.addEventListener("click", () => {
    if (timer !== null) { stop(); return; }
    if (Page.day >= Number(slider.max)) Page.setDay(Number(slider.min), true);
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(() => { if (Page.day < Number(slider.max)) Page.setDay(Page.day + 1, true); else stop(); }, 80);
  });
}

function theme() {
  const button = document.getElementById("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const say = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Show in ${isDark() ? "light" : "dark"} colours`); repaint(); };
  button.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; say(); });
  dark.addEventListener("change", say);
  say();
}

readFarms();
for (const farm of Farms.all) Object.assign(farm, { onDay: [], onBatch: [], onWhere: [] });
Page.number = Farms.all[0].batches[0]?.number ?? null;
days();
Page.day = Number(slider.max);
layOut();
Page.setDay(Page.day);
document.getElementById("numbers").append(...[...new Set(Farms.all.flatMap((farm) => farm.batches.map((one) => shown(one.number))))].map((value) => el("option", { value })));
document.getElementById("controls").addEventListener("submit", (event) => { event.preventDefault(); Page.find(document.getElementById("find").value); });
theme();
