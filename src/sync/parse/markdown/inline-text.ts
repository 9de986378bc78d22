/**
 * Inline Markdown as a reader sees it: links and emphasis without their marks, code without its
 * ticks, images as their alternative text. For headings; the text of documents stays verbatim.
 */
export function inlineText(source: string, options: { readonly imageAlt: boolean }): string {
  if (!/[`*_~[\]<&\\]/.test(source)) return source.trim();
  // Code and escaped characters are taken out first, so that nothing in them reads as markup.
  const literals: string[] = [];
  const keep = (literal: string) => `\ue000${literals.push(literal) - 1}\ue001`;
  return source
    .replace(/[\ue000\ue001]/g, '')
    .replace(/(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (_, __, code: string) => keep(codeText(code)))
    .replace(/\\([!-/:-@[-`{-~])/g, (_, character: string) => keep(character))
    .replace(/!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?/g, (_, alt: string) =>
      options.imageAlt ? alt : '',
    )
    .replace(/<((?:https?|mailto|ftp):[^\s<>]+)>/gi, '$1')
    .replace(
      /<img\b[^>]*?\balt=(?:"([^"]*)"|'([^']*)')[^>]*>/gi,
      (_, double?: string, single?: string) => (options.imageAlt ? (double ?? single ?? '') : ''),
    )
    .replace(/<\/?[A-Za-z][^>]*>|<!--[\s\S]*?-->/g, '')
    .replace(/\[([^\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])/g, '$1')
    .replace(/(\*{1,3})(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([\s\S]*?\S)\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/~~(?=\S)([\s\S]*?\S)~~/g, '$1')
    .replace(
      /&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]{2,8});/g,
      (whole, name: string) => entity(name) ?? whole,
    )
    .replace(/\ue000(\d+)\ue001/g, (_, index: string) => literals[Number(index)] ?? '')
    .trim();
}

/** One space is stripped from both ends, so that code can begin with a tick. */
function codeText(code: string): string {
  return /^ .* $/s.test(code) && code.trim() !== '' ? code.slice(1, -1) : code;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  copy: '©',
  reg: '®',
  trade: '™',
};

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
