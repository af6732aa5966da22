// Shows one trace at a time, and of it one step. All text is set as text, none as markup.
"use strict";
(() => {
  const traces = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  let trace;
  let at = 0;

  const element = (name, kind, ...inner) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.append(...inner);
    return made;
  };
  const drawn = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    return made;
  };
  const fragment = (name, step) => "#" + encodeURIComponent(name) + "/" + step;
  const last = () => (trace.steps || []).length;

  // ---- The trace.

  function lanes() {
    const list = element("ol", "");
    list.style.setProperty("--actors", Math.max(1, trace.actors.length));
    const head = element("div", "head");
    head.style.setProperty("--actors", Math.max(1, trace.actors.length));
    head.append(element("span", "number", "#"));
    trace.actors.forEach((actor, i) => {
      const name = element("span", "actor", actor);
      name.style.setProperty("--lane", i);
      head.append(name);
    });
    const row = (step, lane, actor, text) => {
      const link = element("a", "", element("span", "number", String(step)));
      link.href = fragment(trace.name, step);
      if (lane >= 0) {
        const dot = element("span", "dot");
        dot.style.setProperty("--lane", lane);
        link.append(dot);
      }
      const event = element("span", lane >= 0 ? "event" : "event whole");
      if (actor) event.append(element("span", "who", actor + ": "));
      event.append(text);
      event.style.setProperty("--lane", Math.max(0, lane));
      link.append(event);
      return element("li", "", link);
    };
    list.start = 0;
    list.append(row(0, -1, "", "the initial state"));
    trace.steps.forEach((step, i) =>
      list.append(row(i + 1, step.actor, trace.actors[step.actor], step.event)));
    $("lanes").replaceChildren(head, list);
    if (trace.end) $("lanes").append(element("p", "end", trace.end));
  }

  // Each state is one wide.
  function chart(path, values) {
    const most = Math.max(1, ...values);
    const image = drawn("svg", { viewBox: `0 0 ${values.length} ${most}`, preserveAspectRatio: "none", role: "img",
      "aria-label": path + ": " + values.map((value) => value === null ? "-" : value).join(", ") });
    let line = "";
    values.forEach((value, i) => {
      if (value === null) return;
      const begins = i === 0 || values[i - 1] === null;
      line += (begins ? `M${i} ${most - value}` : `V${most - value}`) + `H${i + 1}`;
    });
    image.append(drawn("line", { class: "base", x1: 0, y1: most, x2: values.length, y2: most }));
    image.append(drawn("path", { d: line }));
    image.append(drawn("line", { class: "cursor", y1: 0, y2: most }));
    image.addEventListener("click", (event) => {
      const box = image.getBoundingClientRect();
      go(Math.floor((event.clientX - box.left) / box.width * values.length));
    });
    return image;
  }

  function charts() {
    const rows = trace.counts
      .filter(([, values]) => values.some((value) => value))
      .map(([path, values]) => {
        const row = element("div", "count", element("code", "", path), chart(path, values), element("output", ""));
        row.values = values;
        return row;
      });
    $("charts").replaceChildren(...(rows.length ? rows : ["This model counts no references."]));
  }

  function open(which) {
    trace = which;
    document.title = trace.name + ": " + trace.headline;
    $("trace").value = trace.name;
    $("name").textContent = trace.name;
    $("headline").textContent = trace.headline;
    $("why").textContent = trace.why;
    $("story").replaceChildren(...(trace.story || []).map((text) => element("p", "", text)));
    $("more").hidden = !(trace.story || []).length;
    document.body.classList.toggle("cut", Boolean(trace.cut));
    $("slider").max = last();
    if (!trace.cut) {
      lanes();
      charts();
    }
  }

  // ---- The step.

  function changes(step) {
    $("step").textContent = at === 0 ? "The initial state"
      : `${at}. ${trace.actors[step.actor]}: ${step.event}`;
    $("kernel").textContent = step ? step.kernel : "";
    $("changes").replaceChildren(...(step ? step.changes : []).map(([path, before, after]) =>
      element("li", "", element("code", "path", path), ": ", element("code", "", before), " \u2192 ",
        element("code", "", after))));
  }

  function counts() {
    for (const row of $("charts").querySelectorAll(".count")) {
      const value = row.values[at];
      row.querySelector("output").textContent = value === null ? "-" : value;
      row.classList.toggle("changed", at > 0 && row.values[at - 1] !== value);
      const cursor = row.querySelector(".cursor");
      cursor.setAttribute("x1", at + .5);
      cursor.setAttribute("x2", at + .5);
    }
  }

  function use(each) {
    const words = element("li", "", each.who + ": " + each.how);
    if (each.now) words.className = "touched";
    if (each.wrong) words.append(element("strong", "wrong", ", which is not its to use"));
    return words;
  }

  function memory() {
    const maps = trace.memory.filter(([from]) => from <= at);
    const strips = maps.length ? maps[maps.length - 1][1] : [];
    $("map").replaceChildren(...strips.flatMap((strip) => [
      element("h3", "", strip.of),
      element("ul", "strip", ...strip.cells.map((cell) => {
        const kind = ["cell", cell.reach ? "reach" : "nothing", cell.uses.some((each) => each.now) ? "now" : "",
          cell.uses.some((each) => each.wrong) ? "bad" : ""].join(" ");
        return element("li", kind, element("b", "", String(cell.at)), " ",
          element("span", "where", cell.reach || "leads nowhere"), element("ul", "", ...cell.uses.map(use)));
      }), strip.more ? element("li", "", `and ${strip.more} more`) : "")]));
    if (!strips.length) $("map").replaceChildren("This model has no memory that a device reaches.");
  }

  function variables() {
    const all = Object.assign({}, trace.initial, ...trace.steps.slice(0, at).map((step) => step.variables));
    const step = at > 0 ? trace.steps[at - 1].variables : {};
    $("variables").replaceChildren(...Object.keys(all).flatMap((name) => [
      element("dt", name in step ? "changed" : "", name), element("dd", "", element("code", "", all[name]))]));
  }

  function show() {
    $("slider").value = at;
    $("slider").setAttribute("aria-valuetext", `step ${at} of ${last()}`);
    $("link").href = fragment(trace.name, at);
    $("link").textContent = `step ${at} of ${last()}`;
    for (const id of ["first", "back"]) $(id).disabled = at === 0;
    for (const id of ["forth", "last"]) $(id).disabled = at === last();
    if (trace.cut) return;
    changes(at > 0 ? trace.steps[at - 1] : null);
    counts();
    memory();
    variables();
    const list = $("lanes").querySelector("ol");
    const rows = list.children;
    for (const row of rows) row.querySelector("a").removeAttribute("aria-current");
    rows[at].querySelector("a").setAttribute("aria-current", "step");
    const top = rows[at].offsetTop;
    if (top < list.scrollTop) list.scrollTop = top;
    const under = top + rows[at].offsetHeight - list.clientHeight;
    if (under > list.scrollTop) list.scrollTop = under;
  }

  // ---- Going on.

  function go(step) {
    at = Math.min(Math.max(step, 0), last());
    history.replaceState(null, "", fragment(trace.name, at));
    show();
  }

  function next(by) {
    const to = traces[traces.indexOf(trace) + by];
    if (!to) return;
    open(to);
    go(last());
  }

  // #NAME/STEP; without a step the last one, in which the law is broken.
  function follow() {
    const parts = location.hash.slice(1).split("/");
    let name = parts[0];
    try {
      name = decodeURIComponent(name);
    } catch (malformed) {
      // It is no name then, and said to be none.
    }
    const found = traces.find((each) => each.name === name);
    $("note").textContent = name && !found ? `There is no trace ${name} on this page.` : "";
    if (trace === undefined || (found && found !== trace)) open(found || traces[0]);
    at = /^\d{1,6}$/.test(parts[1] || "") && found ? Math.min(Number(parts[1]), last()) : last();
    show();
  }

  traces.forEach((each) => {
    const option = element("option", "", each.name + (each.headline ? ": " + each.headline : ""));
    option.value = each.name;
    $("trace").append(option);
  });
  $("which").hidden = traces.length < 2;
  $("trace").addEventListener("change", () => next(
    traces.findIndex((each) => each.name === $("trace").value) - traces.indexOf(trace)));
  $("first").addEventListener("click", () => go(0));
  $("back").addEventListener("click", () => go(at - 1));
  $("forth").addEventListener("click", () => go(at + 1));
  $("last").addEventListener("click", () => go(last()));
  $("slider").addEventListener("input", () => go(Number($("slider").value)));
  window.addEventListener("hashchange", follow);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const keys = {
      ArrowLeft: () => go(at - 1),
      ArrowRight: () => go(at + 1),
      Home: () => go(0),
      End: () => go(last()),
      p: () => next(-1),
      n: () => next(1),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  if (traces.length) follow();
})();
