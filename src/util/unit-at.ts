/**
 * What `text.charCodeAt(at)` gives. The engine keeps texts in a dozen forms, and a place that has met
 * more than four of them looks the method up anew for each character. Here it is looked up on a text
 * that never changes, which is done once. Worth it in loops over the characters of many texts.
 */
export function unitAt(text: string, at: number): number {
  return ''.charCodeAt.call(text, at);
}
