// The session has ended while a form was open: whoever has typed signs in again in its place, and saving goes on.
import { call, Refused } from "./api.js";

/**
 * Ask for the password. Answers whether the same user is signed in again.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>}
 */
export function signInAgain(dialog) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const meta = document.querySelector('meta[name="user"]');
  const account = /** @type {HTMLInputElement} */ (form.elements.namedItem("account"));
  const password = /** @type {HTMLInputElement} */ (form.elements.namedItem("password"));
  const alert = /** @type {HTMLElement} */ (dialog.querySelector("[role=alert]"));
  account.value = meta?.getAttribute("data-account") ?? "";
  password.value = "";
  alert.hidden = true;
  const done = new AbortController();
  return new Promise((resolve) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      try {
        await call("POST", "/session", { account: account.value, password: password.value });
        const session = await call("GET", "/session");
        if (session.user.id !== meta?.getAttribute("content")) return location.reload();
        document.querySelector('meta[name="csrf"]')?.setAttribute("content", session.csrf);
        dialog.close("yes");
      } catch (error) {
        alert.textContent = error instanceof Refused ? error.message : (dialog.dataset.failed ?? "");
        alert.hidden = false;
        password.select();
      }
    }, { signal: done.signal });
    dialog.querySelector("[data-back]")?.addEventListener("click", () => dialog.close(""), { signal: done.signal });
    dialog.addEventListener("close", () => {
      done.abort();
      resolve(dialog.returnValue === "yes");
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
    password.focus();
  });
}
