import { Refused } from "./api.js";

/**
 * A part of a page as the server draws it. Nothing of it runs yet. Throws Refused with the sentence of the server, or TypeError
 * without a connection.
 * @param {string} address
 */
export async function part(address) {
  const answer = await fetch(address, { headers: { accept: "text/html", "hx-request": "true" } });
  const elsewhere = answer.headers.get("hx-redirect"); // to sign in
  if (elsewhere) location.assign(elsewhere);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || elsewhere) throw new Refused(answer.status, { detail: drawn.querySelector("h1")?.textContent ?? "" });
  return drawn;
}
