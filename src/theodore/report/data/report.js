"use strict";
// The table of all companies: sorts, searches and filters what stands in #data, and shows a page of it at a time.
// Words from websites and sheets go into text alone, never into markup.
(() => {
  const PER_PAGE = 100;
  const PRINTED = 1000;
  const [NUMBER, NAME, WEBSITE, HREF, STATUS, PARTIAL, FACTS, ATTEMPTS, SECONDS, NOTE] = Array(10).keys();
  const COLUMNS = [NUMBER, NAME, WEBSITE, STATUS, FACTS, ATTEMPTS, SECONDS, NOTE];
  const TEXTS = new Set([NAME, WEBSITE, STATUS, NOTE]);

  const find = (id) => document.getElementById(id);
  const { statuses, rows } = JSON.parse(find("data").textContent);
  const body = document.querySelector("#table tbody");
  const headers = [...document.querySelectorAll("#table thead th")];
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const state = { column: NUMBER, down: false, words: [], status: null, page: 0 };
  let matching = rows;
  let shown = rows;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const count = (number) => number.toLocaleString("en");
  const many = (number) => `${count(number)} ${number === 1 ? "company" : "companies"}`;

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const searched = rows.map(() => null);
  const textOf = (row) => {
    const place = row[NUMBER] - 1;
    searched[place] ??= plain(`${row[NAME]} ${row[WEBSITE]} ${statuses[row[STATUS]][0]} ${row[NOTE]}`);
    return searched[place];
  };

  const duration = (seconds) => {
    const two = (number) => String(number).padStart(2, "0");
    if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    if (whole < 60) return `${whole} s`;
    if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
    const minutes = Math.floor(whole / 60);
    if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
    const hours = Math.floor(minutes / 60);
    return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
  };

  const hrefOf = (row) => {
    const said = row[HREF];
    const href = said === 1 ? `https://${row[WEBSITE]}` : said === 2 ? `http://${row[WEBSITE]}` : said || "";
    return /^https?:\/\//i.test(href) ? href : null;
  };

  const apart = (text) => make("bdi", "", text);
  const website = (row) => {
    const href = hrefOf(row);
    if (!href) return apart(row[WEBSITE]);
    const link = document.createElement("a");
    link.href = href;
    link.rel = "noopener noreferrer nofollow";
    link.append(apart(row[WEBSITE]));
    return link;
  };

  const line = (row) => {
    const tr = document.createElement("tr");
    const cell = (className, ...inner) => {
      const td = make("td", className);
      td.append(...inner);
      tr.append(td);
      return td;
    };
    const [word, tone] = statuses[row[STATUS]];
    cell("figure quiet", String(row[NUMBER]));
    const name = make("th");
    name.scope = "row";
    name.append(apart(row[NAME]));
    tr.append(name);
    cell("website", website(row));
    const status = cell("", make("span", `status ${tone}`, word));
    if (row[PARTIAL]) status.append(" ", make("small", "", "partial"));
    cell("figure", row[FACTS] === null ? "" : count(row[FACTS]));
    cell("figure", row[ATTEMPTS] ? count(row[ATTEMPTS]) : "");
    cell("figure", row[ATTEMPTS] ? duration(row[SECONDS]) : "");
    cell("told", apart(row[NOTE]));
    return tr;
  };

  const draw = (first, last) => {
    const lines = shown.slice(first, last).map(line);
    if (!lines.length) {
      const tr = document.createElement("tr");
      const td = make("td", "", rows.length ? "No company matches." : "The table has no companies.");
      td.colSpan = headers.length;
      tr.append(td);
      lines.push(tr);
    }
    body.replaceChildren(...lines);
  };

  const say = () => {
    const pages = Math.max(1, Math.ceil(shown.length / PER_PAGE));
    const first = state.page * PER_PAGE;
    const last = Math.min(first + PER_PAGE, shown.length);
    const among = shown.length === rows.length ? many(rows.length) : `${many(shown.length)} of ${count(rows.length)}`;
    find("said").textContent = pages > 1 ? `${among}, ${count(first + 1)} to ${count(last)} shown` : among;
    find("pages").hidden = pages === 1;
    find("page").textContent = `Page ${count(state.page + 1)} of ${count(pages)}`;
    find("previous").disabled = state.page === 0;
    find("next").disabled = state.page === pages - 1;
  };

  const show = () => {
    draw(state.page * PER_PAGE, (state.page + 1) * PER_PAGE);
    say();
  };

  const compared = (one, other) => {
    const column = state.column;
    if (column === STATUS) return collator.compare(statuses[one[STATUS]][0], statuses[other[STATUS]][0]);
    return TEXTS.has(column) ? collator.compare(one[column], other[column]) : one[column] - other[column];
  };

  // what is not known comes last, whichever way
  const isBlank = (row) => {
    const value = row[state.column];
    if (state.column === SECONDS || state.column === ATTEMPTS) return !row[ATTEMPTS];
    return value === null || value === "";
  };

  const sort = () => {
    const sign = state.down ? -1 : 1;
    const known = shown.filter((row) => !isBlank(row));
    const blank = shown.filter(isBlank);
    known.sort((one, other) => sign * compared(one, other) || one[NUMBER] - other[NUMBER]);
    shown = known.concat(blank);
  };

  const choose = () => {
    matching = state.words.length
      ? rows.filter((row) => state.words.every((word) => textOf(row).includes(word)))
      : rows;
    shown = state.status === null ? matching : matching.filter((row) => row[STATUS] === state.status);
    sort();
    state.page = 0;
    label();
    show();
  };

  // the filter: a button for each status that some company has
  const buttons = [];
  const label = () => {
    const counts = new Map();
    for (const row of matching) counts.set(row[STATUS], (counts.get(row[STATUS]) || 0) + 1);
    for (const [status, button, number] of buttons) {
      number.textContent = count(status === null ? matching.length : counts.get(status) || 0);
      button.setAttribute("aria-pressed", String(state.status === status));
    }
  };
  const addFilter = (status, word) => {
    const button = make("button", "", `${word} `);
    const number = make("b");
    button.type = "button";
    button.append(number);
    button.addEventListener("click", () => {
      state.status = status;
      choose();
    });
    buttons.push([status, button, number]);
    find("filter").append(button);
  };
  addFilter(null, "all");
  const present = new Set(rows.map((row) => row[STATUS]));
  statuses.forEach(([word], status) => present.has(status) && addFilter(status, word));

  headers.forEach((header, place) => {
    const button = make("button", "", header.textContent);
    button.type = "button";
    header.replaceChildren(button);
    button.addEventListener("click", () => {
      state.down = state.column === COLUMNS[place] && !state.down;
      state.column = COLUMNS[place];
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      sort();
      state.page = 0;
      show();
    });
  });

  find("search").addEventListener("input", (event) => {
    state.words = plain(event.target.value).split(/\s+/).filter(Boolean);
    choose();
  });
  find("controls").addEventListener("submit", (event) => event.preventDefault());

  const turn = (by) => {
    state.page += by;
    show();
    find("table").scrollIntoView({ block: "start" });
    // a button that is of no more use would take the keyboard's place on the page with it
    const [pressed, other] = by > 0 ? ["next", "previous"] : ["previous", "next"];
    find(find(pressed).disabled ? other : pressed).focus({ preventScroll: true });
  };
  find("previous").addEventListener("click", () => turn(-1));
  find("next").addEventListener("click", () => turn(1));

  // on paper there are no pages to turn: more rows, and how many they are of
  addEventListener("beforeprint", () => {
    draw(0, PRINTED);
    const all = shown.length === rows.length ? "companies" : "companies that match";
    const words = `The first ${count(PRINTED)} of ${count(shown.length)} ${all}; the file itself has them all.`;
    find("printed").textContent = shown.length > PRINTED ? words : "";
  });
  addEventListener("afterprint", show);

  find("controls").hidden = rows.length < 2;
  label();
  show();
})();
