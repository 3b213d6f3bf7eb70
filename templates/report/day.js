"use strict";
// What stands where on a day: every container as a cell, site by site, and the same as a table.
const MOST_ROWS = 1500;

function buildDay(farm, host) {
  const told = el("p", { "data-figure": "day-summary" }), map = el("div", { class: "sites", tabindex: "0", role: "group", "aria-label": "Containers of each site" });
  const below = el("div", {});
  let cells = new Map(), heads = new Map(), boxes = [], later = 0;

  function lay() {
    boxes = within(farm, farm.where ?? ALL);
    cells = new Map(); heads = new Map();
    const bySite = Map.groupBy ? Map.groupBy(boxes, farm.siteOf) : boxes.reduce((all, box) => {
      const site = farm.siteOf(box);
      return all.set(site, [...(all.get(site) ?? []), box]);
    }, new Map());
    map.replaceChildren(...[...bySite].map(([site, inside]) => {
      const count = el("span", {});
      heads.set(site, [count, inside]);
      const row = el("div", { class: "cells", "aria-hidden": "true" }, ...inside.map((box) => {
        const cell = el("span", { class: "cell" });
        cells.set(box, [cell, -1]);
        return cell;
      }));
      return el("div", {}, el("h4", {}, el("bdi", {}, farm.siteName(site)), count), row);
    }));
  }

  function day(now, playing) {
    const found = standing(farm, now);
    for (const [box, held] of cells) {
      const stage = found[box] < 0 ? -1 : farm.stays.stage[found[box]];
      if (stage !== held[1]) { held[0].style.background = stage < 0 ? "" : colour(stage); held[1] = stage; }
    }
    let full = 0;
    for (const [count, inside] of heads.values()) {
      const used = inside.filter((box) => found[box] >= 0).length;
      full += used;
      count.textContent = `${used} of ${inside.length}`;
    }
    const batches = new Set(boxes.filter((box) => found[box] >= 0).map((box) => farm.stays.batch[found[box]]));
    told.textContent = `${date(now)}: ${number(full)} of ${number(boxes.length)} containers hold fish, of ${number(batches.size)} batches.`;
    clearTimeout(later); // the table follows when the day stays for a moment
    if (!playing) later = setTimeout(() => list(now, boxes.filter((box) => found[box] >= 0), found), 120);
  }

  function list(now, held, found) {
    const columns = [["Container", ""], ["Place", ""], ["Batch", ""], ["Stage", ""], ["Since", ""], ["Day of stay", "number"], ["Fish", "number"], ["Mean weight g", "number"], ["Counted on", ""]];
    const rows = held.slice(0, MOST_ROWS).map((box) => {
      const stay = found[box], { stays } = farm, last = weighed(farm, stay, now);
      return [shown(farm.containers.name[box]), farm.placeName(farm.containers.place[box]), batchLink(farm, stays.batch[stay]),
        farm.stageName(stays.stage[stay]), date(stays.first[stay]), number(now - stays.first[stay] + 1),
        last ? number(last.fish) : number(stays.began[stay]), last ? number(last.weight_cg / 100, 2) : "\u2013", last ? date(last.day) : "its first day"];
    });
    const more = held.length > rows.length ? `, the first ${number(rows.length)} of ${number(held.length)}; choose a site above for others` : "";
    below.replaceChildren(table(`What stands where on ${date(now)}${more}`, columns, rows));
  }

  host.append(told, map, below);
  const draw = () => { lay(); day(Page.day, false); };
  map.draw = draw;
  lazily.observe(map);
  farm.onDay.push((now, playing) => { if (cells.size) day(now, playing); });
  farm.onWhere.push(() => { if (cells.size) draw(); });
}

function batchLink(farm, at) {
  if (at < 0) return "\u2013";
  const { number: name } = farm.batches[at];
  return el("button", { type: "button", class: "link", click: () => { Page.find(name); document.getElementById("batch").scrollIntoView(); } }, el("bdi", {}, shown(name)));
}
