/** Longer than any `[12]`; what runs on is no citation. */
const maxCitationLength = 6;

/**
 * Passes a text on piece by piece, without citations of passages that were not given: models make
 * some up. `[0]` right behind a word is code. What may still become a citation is held back until it is clear.
 *
 * @param count Of passages: `[1]` to `[count]` stay.
 */
export function createCitationFilter(count: number) {
  let held = '';
  let lastLetter = '';
  const settle = (text: string) => {
    const settled = (lastLetter + text)
      .replace(/(?: |(?<!\w))\[(\d+)\]/g, (whole, digits: string) => {
        const number = Number(digits);
        return number >= 1 && number <= count ? whole : '';
      })
      .slice(lastLetter.length);
    lastLetter = /\w$/.exec(text)?.[0] ?? '';
    return settled;
  };
  return {
    push(piece: string): string {
      const text = held + piece;
      const open = / ?\[\d*$| $/.exec(text.slice(-maxCitationLength));
      const end = open ? text.length - open[0].length : text.length;
      held = text.slice(end);
      return settle(text.slice(0, end));
    },
    /** What was held back at the end. */
    flush(): string {
      const rest = held;
      held = '';
      return rest;
    },
  };
}
