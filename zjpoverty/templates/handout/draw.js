// Each chart is drawn over its picture, its controls above it. One that cannot be drawn leaves the picture standing.
(() => {
  const ROOM = 120; // pixels of a window's height that a chart leaves to the text around it
  const LARGEST = 1.6;
  const COLUMNS = ["", "9rem", "11rem", "13rem"];
  const SHORTEST = 0.8;
  const pager = document.querySelector(".pager");

  // Drawn as large as the page is wide, as long as the chart and its controls fit into one window.
  const scale = (figure, svg, controls) => {
    const { width, height } = svg.viewBox.baseVal;
    const tall = Math.max(600, innerHeight - ROOM) - controls.offsetHeight - 40;
    // A title that changes may grow by some letters: the drawing should not shrink for that.
    return Math.max(1, Math.min((0.97 * figure.clientWidth) / width, tall / height, LARGEST));
  };

  // In the projector view it has all the room above the bar, its controls above it or in a column beside it. Where its
  // height would keep it small, its axis of ``tall`` is made shorter, so that the letters are larger.
  const projected = (figure, svg, controls, view, full, tall) => {
    const plot = figure.querySelector(".plot");
    const floor = pager.getBoundingClientRect().top + scrollY - 16;
    const room = () => floor - plot.getBoundingClientRect().top - scrollY;
    const factor = (column) => {
      figure.style.setProperty("--column", column);
      figure.classList.toggle("beside", Boolean(column));
      if (controls.getBoundingClientRect().bottom > floor - scrollY) return 0;
      return Math.min((0.97 * plot.clientWidth) / svg.viewBox.baseVal.width, room() / (full - (1 - SHORTEST) * tall));
    };
    const chosen = factor(COLUMNS.reduce((best, column) => (factor(column) > factor(best) ? column : best)));
    if (tall) view.height(Math.min(tall, tall - full + room() / chosen)).runAsync();
    return chosen;
  };

  const fit = (figure, svg, controls, view, tall = 0) => {
    const full = svg.viewBox.baseVal.height;
    let factor = 1;
    const size = () => (svg.style.width = `min(100%, ${svg.viewBox.baseVal.width * factor}px)`);
    const measure = () => {
      if (!figure.clientWidth) return; // out of sight
      factor = pager.hidden ? scale(figure, svg, controls) : projected(figure, svg, controls, view, full, tall);
      size();
    };
    const restore = () => pager.hidden && tall && view.height(tall).runAsync();
    measure();
    svg.setAttribute("preserveAspectRatio", "xMinYMin"); // where paper limits its height, it stays at the left
    for (const event of ["resize", "part"]) addEventListener(event, measure);
    addEventListener("part", restore);
    new MutationObserver(size).observe(svg, { attributeFilter: ["viewBox"] });
  };

  // Vega takes a pixel of the window for one of the drawing. Asked where the drawing lies, it therefore answers with
  // where it would lie at its own size, so that the pointer is at the same place of it.
  const point = (svg) => {
    svg.getBoundingClientRect = () => {
      const { left, top, width, height } = Element.prototype.getBoundingClientRect.call(svg);
      const factor = width / svg.viewBox.baseVal.width || 1;
      const at = window.event?.changedTouches?.[0] ?? window.event;
      const shifted = (start, pointer) => (pointer === undefined ? start : pointer - (pointer - start) / factor);
      return new DOMRect(shifted(left, at?.clientX), shifted(top, at?.clientY), width / factor, height / factor);
    };
  };

  // A slider's readout of 39400 reads 39,400; one of years stays as it is.
  const group = (slider) => {
    const readout = slider.nextElementSibling;
    if (slider.min >= 1900 && slider.max <= 2100) return;
    const say = () => {
      const text = Number(slider.value).toLocaleString("en-US", { maximumFractionDigits: 10 });
      slider.setAttribute("aria-valuetext", text);
      if (readout.textContent !== text) readout.textContent = text;
    };
    say();
    new MutationObserver(say).observe(readout, { childList: true });
  };

  for (const figure of document.querySelectorAll("figure.chart")) {
    const drawing = figure.querySelector(".drawing");
    const controls = figure.querySelector(".controls");
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const options = { mode: "vega-lite", actions: false, renderer: "svg", tooltip: true, bind: controls };
    vegaEmbed(drawing, spec, options)
      .then(({ view }) => {
        const svg = drawing.querySelector("svg.marks");
        figure.classList.add("drawn");
        controls.querySelectorAll('input[type="range"]').forEach(group);
        point(svg);
        fit(figure, svg, controls, view, spec.height);
      })
      .catch((error) => {
        drawing.replaceChildren();
        controls.replaceChildren();
        console.error(`A chart was not drawn, its picture stands: ${error.message}`);
      });
  }
})();
