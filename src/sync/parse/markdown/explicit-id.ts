/** A heading's source with the id taken out that its author gave it. */
export interface HeadingSource {
  readonly source: string;
  readonly id: string | undefined;
}

const attributes = /[ \t]*\{:?[ \t]*([.#][^{}]*)\}[ \t]*$/;
const commented = /[ \t]*\{\/\*[ \t]*#([^\s*]+)[ \t]*\*\/\}[ \t]*$/;
const htmlId = /<(?:a|span|div)\b[^>]*?\b(?:id|name)[ \t]*=[ \t]*["']?([^\s"'<>]+)/i;
const anchorsOnly =
  /^(?:\s*<(a|span|div)\s+(?:id|name)\s*=\s*["']?[^\s"'<>]+["']?\s*(?:\/>|>\s*<\/\1>|>))+\s*$/i;
const target = /^\(([^\s()]+)\)=$/;

/** `{#id}`, `{: #id .class}`, `{/* #id *\/}` and `<a id="id">` in a heading. */
export function takeExplicitId(source: string): HeadingSource {
  const comment = commented.exec(source);
  if (comment) return { source: source.slice(0, comment.index), id: comment[1] };
  const list = attributes.exec(source);
  const rest = list ? source.slice(0, list.index) : source;
  const listed = list?.[1]?.split(/\s+/).find((word) => word.startsWith('#'));
  return { source: rest, id: listed?.slice(1) ?? htmlId.exec(rest)?.[1] };
}

/** The id of a paragraph that is nothing but one: `<a name="id"></a>`, or MyST's `(id)=`. */
export function idOfAnchorParagraph(source: string): string | undefined {
  if (source.startsWith('(')) return target.exec(source)?.[1];
  if (!source.startsWith('<') || !anchorsOnly.test(source)) return undefined;
  return /.*\b(?:id|name)\s*=\s*["']?([^\s"'<>]+)/is.exec(source)?.[1];
}
