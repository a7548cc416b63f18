// Code is out of sight until it is asked for. One button opens and closes it on the whole page.
(() => {
  const button = document.querySelector("#show-code");
  const blocks = [...document.querySelectorAll("details.code")];
  if (!button || !blocks.length) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(open));
    button.textContent = open ? "Hide code" : "Show code";
    for (const block of blocks) block.open = open;
  });
})();
