/** Signs that stand before list items, some of them letters of fonts that have no others. */
const bullet = /^([•◦▪‣●○■□–—∙·⁃➢➤❖✓✔➔\uf0b7\uf0a7\uf0d8\uf0fc*-])\s+(?=\S)/u;
const number = /^((?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|\d{1,3}\.))\s+(?=\S)/;

export interface ListMark {
  /** With the white space behind it. */
  readonly length: number;
  /** As it is written in a list: bullets are alike, numbers stay. */
  readonly text: string;
  readonly isNumber: boolean;
}

export function listMarkOf(text: string): ListMark | undefined {
  const found = bullet.exec(text);
  if (found) return { length: found[0].length, text: '-', isNumber: false };
  const counted = number.exec(text);
  const [all, mark] = counted ?? [];
  if (all === undefined || mark === undefined) return undefined;
  return { length: all.length, text: mark, isNumber: true };
}
