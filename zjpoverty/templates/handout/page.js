// Code is out of sight until it is asked for; solutions are closed, also on paper.
(() => {
  const code = document.querySelector("#show-code");
  code.hidden = !document.querySelector(".code");
  code.addEventListener("click", () => {
    const shown = document.body.classList.toggle("with-code");
    code.setAttribute("aria-pressed", String(shown));
    code.textContent = shown ? "Hide code" : "Show code";
  });

  if (new URLSearchParams(location.search).has("trainer")) document.body.classList.add("with-notes");

  const solutions = [...document.querySelectorAll("details.solution, .text details")];
  const open = () => solutions.filter((each) => !each.open && (each.open = true));
  if (new URLSearchParams(location.search).has("solutions")) open();

  const print = document.querySelector("#print-solutions");
  print.hidden = !solutions.length;
  print.addEventListener("click", () => {
    const opened = open();
    const close = () => opened.forEach((each) => (each.open = false));
    addEventListener("afterprint", close, { once: true });
    window.print();
  });
})();
