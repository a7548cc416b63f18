// Each chart is drawn over its picture, its controls above it. One that cannot be drawn leaves the picture standing.
(() => {
  const ROOM = 120; // pixels of a window's height that a chart leaves to the text around it
  const LARGEST = 1.6;

  // Drawn as large as the page is wide, as long as the chart and its controls fit into one window.
  const scale = (figure, svg, controls) => {
    const { width, height } = svg.viewBox.baseVal;
    const tall = Math.max(600, innerHeight - ROOM) - controls.offsetHeight - 40;
    // A title that changes may grow by some letters: the drawing should not shrink for that.
    return Math.max(1, Math.min((0.97 * figure.clientWidth) / width, tall / height, LARGEST));
  };

  const fit = (figure, svg, controls) => {
    let factor;
    const size = () => (svg.style.width = `min(100%, ${svg.viewBox.baseVal.width * factor}px)`);
    const measure = () => {
      factor = scale(figure, svg, controls);
      size();
    };
    measure();
    svg.setAttribute("preserveAspectRatio", "xMinYMin"); // where paper limits its height, it stays at the left
    addEventListener("resize", measure);
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
      .then(() => {
        const svg = drawing.querySelector("svg.marks");
        figure.classList.add("drawn");
        controls.querySelectorAll('input[type="range"]').forEach(group);
        point(svg);
        fit(figure, svg, controls);
      })
      .catch((error) => {
        drawing.replaceChildren();
        controls.replaceChildren();
        console.error(`A chart was not drawn, its picture stands: ${error.message}`);
      });
  }
})();
