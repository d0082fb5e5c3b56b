// Bundles the front-end into the Python package:  npm ci && node build.mjs
//
// Every file has a hash in its name, so that browsers may keep it for ever, and lies there compressed, so that the server
// compresses nothing. `manifest.json` says which file is which; `icons.json` holds the drawings of all icons by name. The
// drawings that our own pages and objects name lie in one file, which pages refer to; the others are drawn in the page.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, constants } from "node:zlib";
import * as esbuild from "esbuild";

const out = process.env.OUT ?? "../platform/runtime/static/dist";
const TEXTS = /\.(js|css|svg|json)$/;
const NAMING = [["../platform/runtime/web/templates", /"([a-z][a-z0-9-]*)"/g], ["../objects", /^\s*icon: ([a-z][a-z0-9-]*)$/gm]];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const built = await esbuild.build({
  entryPoints: ["src/app.js", "src/theme.js", "worker/worker.js", "css/app.css", "img/icon.svg", "img/icon-192.png", "img/icon-512.png"],
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  metafile: true,
  target: ["es2022"],
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "copy", ".png": "copy", ".woff2": "file" },
  legalComments: "linked",
  logLevel: "warning",
});

const manifest = {};
for (const [file, made] of Object.entries(built.metafile.outputs)) {
  if (made.entryPoint) manifest[made.entryPoint.split("/").pop()] = file.split("/").pop();
}
const drawings = JSON.parse(readFileSync("node_modules/@tabler/icons/tabler-nodes-outline.json", "utf8"));
const icons = {};
for (const [name, nodes] of Object.entries(drawings)) {
  icons[name] = nodes
    .map(([tag, given]) => `<${tag} ${Object.entries(given).map(([key, value]) => `${key}="${value}"`).join(" ")}/>`)
    .join("")
    .replaceAll('"/><path d="M', " M"); // one path of several parts says the same in fewer words
}
const shared = [...new Set(namedIcons())].filter((name) => name in icons).sort();
const symbols = shared.map((name) => `<symbol id="${name}" viewBox="0 0 24 24">${icons[name]}</symbol>`).join("");
const sheet = `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>`;
manifest["icons.svg"] = `icons-${createHash("sha256").update(sheet).digest("hex").slice(0, 8).toUpperCase()}.svg`;
writeFileSync(join(out, manifest["icons.svg"]), sheet);
writeFileSync(join(out, "icons.json"), JSON.stringify({ drawings: icons, shared }));
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));

for (const name of readdirSync(out)) {
  const file = join(out, name);
  if (!TEXTS.test(name) || name === "icons.json" || name === "manifest.json" || statSync(file).size < 500) continue;
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

/** The icons that templates name in quotes, and objects and menus by `icon`. */
function* namedIcons() {
  for (const [folder, naming] of NAMING) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      for (const [, name] of readFileSync(join(entry.parentPath, entry.name), "utf8").matchAll(naming)) yield name;
    }
  }
}
