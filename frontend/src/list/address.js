// Everything that a list shows is in its address: tools change it there and leave all else as it is.

/**
 * The same list, changed in some parameters; an empty one is left out. The list begins anew.
 * @param {Record<string, string>} changes
 */
export function goTo(changes) {
  const address = new URL(location.href);
  address.searchParams.delete("after");
  for (const [name, value] of Object.entries(changes)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  location.assign(address);
}
