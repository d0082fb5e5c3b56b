// What list pages load beside the rest.
import "./chip.js";
import "./columns.js";
import "./filter.js";
import "./records.js";
import "./view.js";

export { prepareHeads } from "./heads.js";
