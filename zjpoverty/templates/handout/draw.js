// Each chart is drawn over its picture. A chart that cannot be drawn leaves the picture standing.
(() => {
  const options = { mode: "vega-lite", actions: false, renderer: "svg", tooltip: true };
  for (const figure of document.querySelectorAll("figure.chart")) {
    const drawing = figure.querySelector(".drawing");
    const spec = JSON.parse(figure.querySelector("script").textContent);
    vegaEmbed(drawing, spec, options)
      .then(() => figure.classList.add("drawn"))
      .catch((error) => {
        drawing.replaceChildren();
        console.error(`A chart was not drawn, its picture stands: ${error.message}`);
      });
  }
})();
