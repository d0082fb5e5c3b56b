// What a formula gives for records, as people read it.
import { part } from "./showing.js";

/**
 * A value, or why there is none.
 * @param {import("./help.js").Result} result
 */
function value(result) {
  if (result.error !== null) return part("span", "o-fault", result.error);
  if (result.holds === null) return part("span", "", result.text || "–");
  return part("span", `badge ${result.holds ? "bg-green-lt" : "bg-gray-lt"}`, result.text);
}

/**
 * @param {HTMLElement} place
 * @param {import("./help.js").Result | undefined} result
 */
export function showOne(place, result) {
  place.replaceChildren(...(result ? [value(result)] : []));
}

/**
 * @param {HTMLTableElement} table
 * @param {string} object
 * @param {import("./help.js").Result[]} results
 */
export function showAll(table, object, results) {
  table.tBodies[0]?.replaceChildren(
    ...results.map((result) => {
      const row = document.createElement("tr");
      const link = part("a", "o-name-link", result.name || result.id);
      link.setAttribute("href", `/o/${object}/${result.id}`);
      const [name, given] = [document.createElement("td"), document.createElement("td")];
      name.append(link);
      given.append(value(result));
      row.append(name, given);
      return row;
    }),
  );
}
