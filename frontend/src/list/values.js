// What stands in the inputs of a condition.

/**
 * The values that are entered within an element, as texts; those of an empty input are empty.
 * @param {ParentNode} within
 * @returns {string[]}
 */
export function entered(within) {
  return [...within.querySelectorAll("[data-value]")].flatMap((input) => {
    if (input instanceof HTMLTextAreaElement) return input.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (input instanceof HTMLInputElement && input.type === "checkbox") return input.checked ? [input.value] : [];
    return input instanceof HTMLInputElement || input instanceof HTMLSelectElement ? [input.value.trim()] : [];
  });
}
