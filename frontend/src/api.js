// Calls of the HTTP interface, as everybody makes them.

/** The secret that every writing call of a page repeats; empty before anybody has signed in. */
export function csrf() {
  return document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
}

/**
 * What the interface refuses, with its sentence for people.
 */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{detail?: string, errors?: {field: string, message: string, code: string, of?: {object: string, index: number}}[]}} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? "");
    this.status = status;
    this.errors = problem.errors ?? [];
  }
}

/**
 * Whether a record refuses what was made of a former version: somebody else has changed it meanwhile.
 * @param {unknown} error
 * @returns {boolean}
 */
export function outdated(error) {
  return error instanceof Refused && error.status === 412;
}

/**
 * Make a call and answer its JSON; null for an answer without content. Throws Refused, or TypeError without a connection.
 * @param {string} method
 * @param {string} path below `/api/v1`
 * @param {unknown} [body] a file is sent as it is
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export async function call(method, path, body, headers = {}) {
  /** @type {Record<string, string>} */
  const sent = { accept: "application/json", "accept-language": document.documentElement.lang, ...headers };
  const file = body instanceof Blob ? body : undefined;
  if (body !== undefined) sent["content-type"] = file ? "application/octet-stream" : "application/json";
  if (csrf()) sent["x-csrf-token"] = csrf();
  const answer = await fetch(`/api/v1${path}`, { method, headers: sent, body: file ?? (body === undefined ? undefined : JSON.stringify(body)) });
  const found = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Refused(answer.status, found ?? {});
  return found;
}

/**
 * A part of a page, as the server draws it. Throws Refused with the sentence of the refusal, or TypeError without a connection.
 * @param {string} address
 */
export async function part(address) {
  const answer = await fetch(address, { headers: { accept: "text/html", "hx-request": "true" } });
  const elsewhere = answer.headers.get("hx-redirect");
  if (elsewhere) location.assign(elsewhere);
  const found = document.createElement("template");
  found.innerHTML = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, { detail: found.content.querySelector("h1")?.textContent ?? "" });
  return found.content;
}

/**
 * What is said of a failure.
 * @param {unknown} error
 * @param {string} failed what is said without a server
 */
export function reason(error, failed) {
  if (!(error instanceof Refused)) return failed;
  return error.errors.map((one) => one.message).join(" ") || error.message || failed;
}
