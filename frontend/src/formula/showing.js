// Help for people: what a function or a field is, with examples, as parts of a page.

/**
 * An element with a class and a text.
 * @param {string} tag
 * @param {string} name
 * @param {string} [text]
 */
export function part(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

/**
 * How something is written, what it is, and examples of it.
 * @param {string} written
 * @param {string} help
 * @param {import("./help.js").Example[]} examples
 */
export function explained(written, help, examples) {
  const whole = part("div", "o-formula-help");
  whole.append(part("code", "", written));
  for (const line of help.split("\n").filter((one) => one.trim())) whole.append(part("p", "", line));
  for (const { formula, result } of examples) {
    const example = part("div", "o-formula-example");
    example.append(part("code", "", formula), part("span", "", ` → ${result}`));
    whole.append(example);
  }
  return whole;
}

/**
 * The forms of a function, with the argument that is being written marked.
 * @param {import("./help.js").Form[]} forms
 * @param {number} at
 */
export function signature(forms, at) {
  const form = forms.find((one) => at < one.arguments.length || one.arguments.at(-1) === "…") ?? forms[0];
  if (!form) return [];
  const [name = ""] = form.written.split("(");
  const written = part("code", "", `${name}(`);
  const marked = argumentAt(form.arguments, at);
  form.arguments.forEach((argument, number) => {
    if (number) written.append(", ");
    written.append(number === marked ? part("b", "", argument) : argument);
  });
  written.append(")");
  return [written, part("span", "", ` ${form.help.split("\n")[0]}`)];
}

/**
 * Which of the arguments in a signature that is with a certain number: those behind `…` are like the ones before it.
 * @param {string[]} names
 * @param {number} at
 */
function argumentAt(names, at) {
  const gap = names.indexOf("…");
  if (gap < 0 || at < gap) return at;
  return gap === names.length - 1 ? gap - 1 : gap;
}
