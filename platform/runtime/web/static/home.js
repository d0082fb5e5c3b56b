// Signs in and out, and lists the objects of the signed-in user.
"use strict";

const byId = (id) => document.getElementById(id);
const language = document.body.dataset.language;
let csrf = "";

async function call(method, path, body) {
  const headers = { "accept-language": language };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (csrf) headers["x-csrf-token"] = csrf;
  return fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
}

async function show() {
  const answer = await call("GET", "/session");
  const signedIn = answer.ok;
  byId("sign-in").hidden = signedIn;
  byId("inside").hidden = !signedIn;
  if (!signedIn) return;
  const session = await answer.json();
  csrf = session.csrf;
  byId("who").textContent = session.user.name;
  const { objects } = await (await call("GET", "/metadata/objects")).json();
  byId("objects").replaceChildren(...objects.map((thing) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/api/v1/${thing.object}`;
    link.textContent = thing.plural[language];
    item.append(link);
    return item;
  }));
}

byId("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = byId("problem");
  problem.hidden = true;
  const form = new FormData(event.target);
  try {
    const answer = await call("POST", "/session", Object.fromEntries(form));
    if (!answer.ok) {
      problem.textContent = (await answer.json()).detail;
      problem.hidden = false;
      return;
    }
    event.target.reset();
    await show();
  } catch {
    problem.textContent = document.body.dataset.failed;
    problem.hidden = false;
  }
});

byId("sign-out").addEventListener("click", async () => {
  await call("DELETE", "/session");
  csrf = "";
  await show();
});

show();
