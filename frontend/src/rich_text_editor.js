// Writing formatted text: browsers edit it, and say nothing about how. The server cleans what comes in, so here only that is
// kept out which nobody wants to see: the styles of what is pasted.

/** What blocks are written as where no other one was chosen. */
const BLOCK = "p";
/** Tags whose content is no text. */
const SILENT = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "TEMPLATE"]);

/** @param {HTMLElement} holder an `<o-rich-text>` */
export function edit(holder) {
  const writing = /** @type {HTMLElement} */ (holder.querySelector("[contenteditable]"));
  const value = /** @type {HTMLInputElement} */ (holder.querySelector("[data-kind]"));
  const tools = [.../** @type {NodeListOf<HTMLButtonElement>} */ (holder.querySelectorAll("[data-command]"))];
  const tags = new Set((holder.dataset.tags ?? "").split(" "));
  if (tags.has(BLOCK)) document.execCommand("defaultParagraphSeparator", false, BLOCK);
  document.execCommand("styleWithCSS", false, "false");

  const keep = () => {
    const text = writing.textContent?.trim() || writing.querySelector("hr, table") ? writing.innerHTML : "";
    if (value.value === text) return;
    value.value = text;
    value.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const told = () => {
    if (!writing.contains(document.getSelection()?.anchorNode ?? null)) return;
    for (const tool of tools.filter((one) => one.hasAttribute("aria-pressed"))) {
      const { command = "", argument = "" } = tool.dataset;
      const on = argument ? document.queryCommandValue("formatBlock") === argument : document.queryCommandState(command);
      tool.setAttribute("aria-pressed", String(on));
      tool.classList.toggle("active", on);
    }
  };

  tools.forEach((tool) => {
    if (!["createLink", "removeFormat"].includes(tool.dataset.command ?? "")) tool.setAttribute("aria-pressed", "false");
    tool.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays where it is
    tool.addEventListener("click", () => {
      const { command = "", argument = "" } = tool.dataset;
      if (command === "createLink") return;
      writing.focus();
      const again = argument && document.queryCommandValue("formatBlock") === argument;
      document.execCommand(command, false, again ? BLOCK : argument);
      keep();
      told();
    });
  });
  along(tools);
  linking(holder, writing, keep);
  writing.addEventListener("input", keep);
  document.addEventListener("selectionchange", told);
  writing.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/html");
    if (!pasted) return;
    event.preventDefault();
    const clean = document.createElement("div");
    clean.append(...cleaned(new DOMParser().parseFromString(pasted, "text/html").body, tags));
    document.execCommand("insertHTML", false, clean.innerHTML);
  });
}

/**
 * One stop of the Tab key for all tools; arrows go along them.
 * @param {HTMLButtonElement[]} tools
 */
function along(tools) {
  tools.forEach((tool, number) => {
    tool.tabIndex = number ? -1 : 0;
    tool.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      const next = tools[(number + step + tools.length) % tools.length];
      if (!step || !next) return;
      event.preventDefault();
      tools.forEach((one) => (one.tabIndex = one === next ? 0 : -1));
      next.focus();
    });
  });
}

/**
 * Ask for the address of a link in a line above the text, and put it on what was selected.
 * @param {HTMLElement} holder
 * @param {HTMLElement} writing
 * @param {() => void} keep
 */
function linking(holder, writing, keep) {
  const tool = holder.querySelector("[data-command=createLink]");
  const line = /** @type {HTMLElement | null} */ (holder.querySelector(".o-link"));
  const address = line?.querySelector("input");
  if (!tool || !line || !address) return;
  /** @type {Range | null} */
  let range = null;
  const close = () => {
    line.hidden = true;
    writing.focus();
    const selection = document.getSelection();
    if (range && selection) {
      selection.removeAllRanges();
      selection.addRange(range);
    }
  };
  const put = () => {
    const to = address.value.trim();
    close();
    if (to && range?.collapsed) {
      const link = Object.assign(document.createElement("a"), { href: to, textContent: to });
      document.execCommand("insertHTML", false, link.outerHTML);
    } else document.execCommand(to ? "createLink" : "unlink", false, to);
    keep();
  };
  tool.addEventListener("click", () => {
    const selection = document.getSelection();
    range = selection?.rangeCount && writing.contains(selection.anchorNode) ? selection.getRangeAt(0) : null;
    const held = selection?.anchorNode?.parentElement?.closest("a");
    address.value = held?.getAttribute("href") ?? "";
    line.hidden = false;
    address.focus();
  });
  line.addEventListener("input", (event) => event.stopPropagation());
  line.querySelector("button")?.addEventListener("click", put);
  address.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") put();
    else close();
  });
}

/**
 * The content of a node with the tags that are kept, without their styles.
 * @param {Node} node
 * @param {Set<string>} tags
 * @returns {Node[]}
 */
function cleaned(node, tags) {
  return [...node.childNodes].flatMap((child) => {
    if (child instanceof Text) return [document.createTextNode(child.data)];
    if (!(child instanceof HTMLElement) || SILENT.has(child.tagName)) return [];
    const inside = cleaned(child, tags);
    const name = child.tagName.toLowerCase();
    if (!tags.has(name) || name === "span") return inside;
    const kept = document.createElement(name);
    if (child instanceof HTMLAnchorElement) kept.setAttribute("href", child.href);
    kept.append(...inside);
    return [kept];
  });
}
