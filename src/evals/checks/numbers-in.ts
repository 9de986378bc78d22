/**
 * The numbers of a text, however they are written: `1,234.5`, `1.234,5`, `1 234`, `-3`. What can be read
 * in two ways (`1,234`) gives both.
 */
export function numbersIn(text: string): readonly number[] {
  const found = text.matchAll(/(?<![\p{L}\p{N}_.,])[-−+]?\d[\d.,'’\u00a0\u202f]*/gu);
  return Array.from(found, ([written]) => readings(written)).flat();
}

function readings(written: string): readonly number[] {
  const plain = written
    .replace('−', '-')
    .replace(/['’\u00a0\u202f]/g, '')
    .replace(/[.,]+$/, '');
  const asPoint = Number(plain.replaceAll(',', ''));
  const asComma = Number(plain.replaceAll('.', '').replace(',', '.'));
  const both = [asPoint, asComma].filter((value) => Number.isFinite(value));
  return [...new Set(both)];
}
