// The words that belong to a field.

/** What ties a field to the words around it. */
export function described(given, ids) {
  if (!ids) return { "aria-label": given.placeholder?.text ?? given.action_id };
  return {
    id: ids.field, "aria-labelledby": ids.label, "aria-describedby": `${ids.hint} ${ids.error}`,
  };
}
