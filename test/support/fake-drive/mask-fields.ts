/** What Google leaves of an answer: the fields that were asked for, `a,b(c,d)`, and no others. */
export function maskFields(value: unknown, fields: string): unknown {
  return apply(value, parseMask(fields));
}

/** Names of fields, each with what is asked for within it; with nothing: all of it. */
export type Mask = ReadonlyMap<string, Mask>;

export function parseMask(fields: string): Mask {
  let at = 0;
  const read = (): Mask => {
    const mask = new Map<string, Mask>();
    let name = '';
    const close = (inner: Mask = new Map()) => {
      if (name !== '') mask.set(name, inner);
      name = '';
    };
    for (; at < fields.length; at += 1) {
      const char = fields[at];
      if (char === '(') {
        at += 1;
        close(read());
      } else if (char === ')') {
        break;
      } else if (char === ',') {
        close();
      } else {
        name += char;
      }
    }
    close();
    return mask;
  };
  return read();
}

function apply(value: unknown, mask: Mask): unknown {
  if (mask.size === 0 || mask.has('*')) return value;
  if (Array.isArray(value)) return value.map((one) => apply(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const own = mask.get(name);
      return own ? [[name, apply(inner, own)]] : [];
    }),
  );
}
