// Search without a server: every word of the question must stand in a section; titles weigh most.
// And the list of pages begins where the reader is.
(() => {
  const form = document.getElementById("search"), field = form.querySelector("input");
  const found = document.getElementById("found"), root = form.dataset.root;
  const sections = (window.guideSections || []).map(([url, page, title, text]) =>
    ({ url, page, title, text, heading: `${page} ${title}`.toLowerCase(), low: text.toLowerCase() }));

  const weigh = (section, words) => {
    let weight = 0;
    for (const word of words) {
      if (section.heading.includes(word)) weight += 10;
      else if (section.low.includes(word)) weight += 1;
      else return 0;
    }
    return weight;
  };

  const excerpt = (section, word) => {
    const at = Math.max(section.low.indexOf(word) - 50, 0);
    return `${at > 0 ? "…" : ""}${section.text.slice(at, at + 140)}…`;
  };

  const entry = (section, words) => {
    const line = document.createElement("li"), link = document.createElement("a");
    const title = document.createElement("b"), page = document.createElement("small"), text = document.createElement("small");
    link.href = `${root}/${section.url}`;
    title.textContent = section.title || section.page;
    page.textContent = section.title === section.page ? "" : section.page;
    text.textContent = excerpt(section, words[0]);
    link.append(title, page, text);
    line.append(link);
    return line;
  };

  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = sections.map((section) => [weigh(section, words), section]).filter(([weight]) => weight > 0);
    hits.sort((one, other) => other[0] - one[0]);
    const nothing = document.createElement("p");
    nothing.textContent = "Nothing was found.";
    found.replaceChildren(...(hits.length ? hits.slice(0, 20).map(([, section]) => entry(section, words)) : [nothing]));
    found.hidden = words.length === 0;
  };

  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") found.hidden = true;
    if (event.key === "/" && document.activeElement !== field) {
      event.preventDefault();
      field.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) found.hidden = true;
  });

  const pages = document.querySelector("nav"), here = pages.querySelector("[aria-current]");
  if (here) pages.scrollTop = here.offsetTop - pages.clientHeight / 3;
})();
