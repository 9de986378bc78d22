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
  const points = plain.split('.').length - 1;
  const commas = plain.split(',').length - 1;
  if (points > 0 && commas > 0) {
    return plain.lastIndexOf('.') > plain.lastIndexOf(',') ? read(plain, ',') : read(plain, '.');
  }
  if (points + commas === 0) return read(plain, ',');
  const separator = points > 0 ? '.' : ',';
  const isGrouped = /^[-+]?\d{1,3}(?:[.,]\d{3})+$/.test(plain);
  // Two points and no groups of three: a version or a date.
  if (points + commas > 1) return isGrouped ? read(plain, separator) : [];
  const decimal = Number(plain.replace(',', '.'));
  return isGrouped ? [...read(plain, separator), decimal] : [decimal];
}

/** Without what parts the thousands; what is left over is the decimal mark. */
function read(plain: string, thousands: ',' | '.'): readonly number[] {
  const value = Number(plain.replaceAll(thousands, '').replace(',', '.'));
  return Number.isFinite(value) ? [value] : [];
}
