import { fields, type Read } from '../from-wire.ts';

/** These calls travel in camelCase, so a field is named on the wire as it is here. */
export function sameFields<Shown extends object>(
  readers: Parameters<typeof fields<Shown>>[0],
): Read<Shown> {
  return fields(readers, (key) => key);
}
