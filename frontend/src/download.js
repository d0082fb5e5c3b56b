// Files that the interface makes and the browser keeps. They are fetched, as a refusal of a plain link would be shown to nobody.
import { csrf, Refused } from "./api.js";

/**
 * Fetch a file and let the browser keep it. Throws Refused with the sentence of the refusal, or TypeError without a connection.
 * @param {string} path below `/api/v1`
 * @param {string} name what the file is called
 * @param {unknown} [body] what tells more than an address can hold
 */
export async function download(path, name, body) {
  const headers = { "accept-language": document.documentElement.lang };
  const sent = body === undefined ? { headers } : {
    method: "POST", body: JSON.stringify(body),
    headers: { ...headers, "content-type": "application/json", "x-csrf-token": csrf() },
  };
  const answer = await fetch(`/api/v1${path}`, sent);
  if (!answer.ok) throw new Refused(answer.status, await answer.json());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
