// The projector view: one part of the lesson at a time, in large type, moved by the keyboard. Nothing is moved or copied:
// what is not of the part is marked and out of sight, so controls stay as they are and the page comes back as it was.
(() => {
  const ALONE = "figure, .scroll, .aims, .exercise, .celltag_seminar, .celltag_keypoints";
  const BOXES = ".celltag_seminar, .celltag_keypoints"; // they have a heading of their own
  const LARGER = [1.4, 1.3, 1.2, 1.1]; // type of a part that leaves room
  const HOLDERS = "main, .about, .cell, .text";
  const NEVER = ".code, .contents, .celltag_trainer, script, style";
  const KEYS = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1, Home: -Infinity, End: Infinity };

  const root = document.documentElement;
  const [band, main, pager] = ["header.band", "main", ".pager"].map((each) => document.querySelector(each));
  const [where, count] = [".where", ".count"].map((each) => pager.querySelector(each));
  const [previous, next, end] = pager.querySelectorAll("button");
  let parts = [];
  let marked = new Set();
  let current = 0;

  // --- what the parts are -------------------------------------------------------------------------------------------

  const words = (element) => element?.textContent.trim() ?? "";

  // Headings of the page with the pieces that follow them; the title of the page is a piece like others.
  const sections = () => {
    const found = [{ heading: null, title: "", pieces: [band] }];
    const begin = (heading, title) => found.push({ heading, title, pieces: [] });
    const look = (element) => {
      for (const each of element.children) {
        if (each.matches(NEVER) || !each.getClientRects().length) continue;
        const box = each.matches(BOXES);
        if (box) begin(null, words(each.querySelector("h2")));
        if (each.matches("h2")) begin(each, words(each));
        else if (each.matches(HOLDERS) && !each.matches(ALONE)) look(each);
        else found.at(-1).pieces.push(each);
        if (box) begin(null, "");
      }
    };
    look(main);
    return found;
  };

  const mark = (piece) => {
    for (let each = piece; each && each !== document.body; each = each.parentElement) marked.add(each);
  };

  const show = (pieces) => {
    for (const each of marked) each.toggleAttribute("data-off", !pieces.some((piece) => piece && each.contains(piece)));
  };

  const height = (pieces) => {
    show(pieces);
    return document.body.offsetHeight;
  };

  // As large as all of a part still fits, also sideways.
  const size = (pieces) => {
    const fits = (factor) => {
      main.style.fontSize = `${factor}em`;
      return height(pieces) <= innerHeight && [...main.querySelectorAll(".scroll")].every((each) => !wide(each));
    };
    const factor = pieces[0].matches("figure") ? 1 : (LARGER.find(fits) ?? 1);
    main.style.fontSize = "";
    return factor;
  };
  const wide = (element) => element.scrollWidth > element.clientWidth;

  // A chart and a box have the screen for themselves, a table unless it is small.
  const alone = (piece) => piece.matches(ALONE) && !(piece.matches(".scroll") && height([piece]) < innerHeight / 2);

  // What announces the next piece does not end a screen.
  const leads = (piece) =>
    piece.matches("h3, h4") || words(piece).endsWith(":") || Boolean(piece.nextElementSibling?.querySelector(".formula"));

  const split = (heading, run, limit) => {
    const screens = [[]];
    for (const piece of run) {
      const now = screens.at(-1);
      if (now.length && height([heading, ...now, piece]) > limit) {
        const stay = now.findLastIndex((each) => !leads(each)) + 1;
        screens.push(stay ? now.splice(stay) : []);
      }
      screens.at(-1).push(piece);
    }
    return screens;
  };

  // As few screens as hold a run of pieces, all about equally full.
  const pack = (heading, run) => {
    let best = split(heading, run, innerHeight);
    for (let low = innerHeight / 2, high = innerHeight; best.length > 1 && high - low > 10; ) {
      const limit = (low + high) / 2;
      const tried = split(heading, run, limit);
      if (tried.length > best.length) low = limit;
      else [high, best] = [limit, tried];
    }
    return best;
  };

  // Rows of a table or items of a list that is too tall for one screen; anything else stays whole.
  const cut = (heading, piece) => {
    const items = [...piece.querySelectorAll(":scope tbody > tr, :scope li")];
    if (items.length < 2 || piece.matches(".exercise, details") || height([heading, piece]) <= innerHeight) return [piece];
    items.forEach(mark);
    return items;
  };

  const screens = ({ heading, pieces }) => {
    const done = [];
    let run = [];
    const flush = () => {
      if (run.length) done.push(...pack(heading, run.flatMap((piece) => cut(heading, piece))));
      run = [];
    };
    for (const piece of pieces) {
      if (!alone(piece)) {
        run.push(piece);
        continue;
      }
      // A line that leads to a table or an exercise goes with it.
      const last = run.at(-1);
      const led = last && !piece.matches("figure") && (leads(last) || (run.length === 1 && words(last).length < 120));
      const lead = led && height([heading, last, piece]) <= innerHeight ? [run.pop()] : [];
      flush();
      done.push(...(piece.matches("figure") ? [[piece]] : pack(heading, [...lead, ...cut(heading, piece)])));
    }
    flush();
    return done;
  };

  // The parts of one table are of one size.
  const table = ({ pieces }) => pieces.at(-1).closest("table");
  const sameTable = (one, other) => one === other || (table(one) && table(one) === table(other));

  // Measured with drawers open, so that what is opened before an audience is still on the screen.
  const build = () => {
    main.style.fontSize = "";
    const drawers = [...main.querySelectorAll("details:not([open])")];
    marked.forEach((each) => each.removeAttribute("data-off"));
    marked = new Set();
    drawers.forEach((each) => (each.open = true));
    const all = sections();
    all.forEach(({ heading, pieces }) => [heading, ...pieces].forEach(mark));
    parts = all.flatMap((section) =>
      screens(section).map((pieces) => {
        const { heading, title } = section; // a chart has a title of its own
        return { heading, title, pieces: heading && !pieces[0].matches("figure") ? [heading, ...pieces] : pieces };
      }),
    );
    for (const part of parts) part.size = size(part.pieces);
    for (const part of parts) part.size = Math.min(...parts.filter((each) => sameTable(each, part)).map(({ size }) => size));
    drawers.forEach((each) => (each.open = false));
  };

  // --- moving through them ------------------------------------------------------------------------------------------

  const active = () => root.classList.contains("projector");
  const asked = () => new URLSearchParams(location.search).get("view") === "projector";
  const address = (change, view, hash) => {
    const query = new URLSearchParams(location.search);
    if (view) query.set("view", "projector");
    else query.delete("view");
    const text = query.toString().replace(/=(?=&|$)/g, "");
    history[change](null, "", location.pathname + (text && `?${text}`) + hash);
  };

  const focus = (element) => {
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  };

  const go = (number) => {
    current = Math.max(0, Math.min(number, parts.length - 1));
    const { title, pieces, size } = parts[current];
    show(pieces);
    main.style.fontSize = `${size}em`;
    where.textContent = title || words(document.querySelector("h1"));
    count.textContent = `${current + 1} / ${parts.length}`;
    previous.setAttribute("aria-disabled", String(current === 0));
    next.setAttribute("aria-disabled", String(current === parts.length - 1));
    address("replaceState", true, `#part-${current + 1}`);
    scrollTo(0, 0);
    dispatchEvent(new Event("part")); // charts measure the room that they have now
    if (![pager, ...pieces].some((each) => each.contains(document.activeElement))) focus(pieces[0]);
  };

  const partOf = (element) => {
    const near = (each) => each && (each.contains(element) || element.contains(each));
    return Math.max(0, parts.findIndex(({ heading, pieces }) => [heading, ...pieces].some(near)));
  };

  // The part that the address names: by its number, or by a heading that a link leads to.
  const named = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    const number = Number(/^part-(\d+)$/.exec(hash)?.[1]);
    const element = document.getElementById(hash);
    return number ? number - 1 : element ? partOf(element) : current;
  };

  // --- entering and leaving -----------------------------------------------------------------------------------------

  const enter = (number) => {
    root.classList.add("projector");
    pager.hidden = false;
    build();
    go(number());
  };

  const leave = () => {
    const [piece] = parts[current].pieces;
    root.classList.remove("projector");
    pager.hidden = true;
    marked.forEach((each) => each.removeAttribute("data-off"));
    main.style.fontSize = "";
    address("replaceState", false, "");
    dispatchEvent(new Event("part"));
    focus(piece);
    piece.scrollIntoView();
  };

  // It begins with what stands at the top of the window.
  const start = document.querySelector("#projector");
  start.hidden = false;
  start.addEventListener("click", () => {
    const below = (each) => each.getBoundingClientRect().bottom > 0;
    const top = band.getBoundingClientRect().bottom > 0 ? band : [...main.querySelectorAll("h2, p, li, tr, figure")].find(below);
    address("pushState", true, "");
    enter(() => partOf(top ?? band));
  });
  previous.addEventListener("click", () => go(current - 1));
  next.addEventListener("click", () => go(current + 1));
  end.addEventListener("click", leave);

  // In a control the arrows move the control, and a key on a button presses it.
  const taken = (key, target) => {
    if (target.matches("input, select, textarea")) return !key.startsWith("Page");
    if (target.matches(".scroll") && wide(target)) return key.startsWith("Arrow");
    return key === " " && target.matches("button, summary");
  };

  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!active() || event.ctrlKey || event.altKey || event.metaKey) return;
    if (key === "Escape") leave();
    if (!(key in KEYS) || taken(key, target)) return;
    event.preventDefault();
    go(current + (key === " " && event.shiftKey ? -1 : KEYS[key]));
  });

  addEventListener("popstate", () => {
    if (active() && !asked()) leave();
    else if (active()) go(named());
    else if (asked()) enter(named);
  });

  let later;
  const again = () => {
    if (!active()) return;
    const piece = parts[current].pieces.at(-1);
    build();
    go(partOf(piece));
  };
  addEventListener("load", again); // pictures have their size now
  addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(again, 150);
  });

  if (asked()) enter(named);
})();
