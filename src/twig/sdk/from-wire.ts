import { StopRunError } from '#core/errors.ts';
import { snakeKey } from './camel.ts';

/**
 * Reads one part of an answer. `where` names it in messages: `The answer to GET … at data_sources[0].id`.
 * A reader takes what it knows and leaves unknown fields out, so that a newer server does no harm.
 *
 * @throws StopRunError `unexpected_answer` when a part that is needed is missing or of another kind.
 */
export type Read<Value> = (wire: unknown, where: string) => Value;

export const text: Read<string> = (wire, where) =>
  typeof wire === 'string' ? wire : refuse(where, 'a string');

export const amount: Read<number> = (wire, where) =>
  typeof wire === 'number' && Number.isFinite(wire) ? wire : refuse(where, 'a number');

/** A record that belongs to the user; its keys stay as they are. */
export const opaque: Read<Readonly<Record<string, unknown>>> = (wire, where) =>
  isRecord(wire) ? wire : refuse(where, 'an object');

/** For calls whose answer carries nothing we need. */
export const nothing: Read<void> = () => undefined;

/** Undefined when the field is absent, null, or of a kind that we do not know. */
export function maybe<Value>(read: Read<Value>): Read<Value | undefined> {
  return (wire, where) => {
    if (wire === undefined || wire === null) return undefined;
    try {
      return read(wire, where);
    } catch {
      // The field is optional: a server that fills it differently has not filled it for us.
      return undefined;
    }
  };
}

/** `fallback` when the field is absent or null. */
export function orElse<Value>(read: Read<Value>, fallback: Value): Read<Value> {
  return (wire, where) => (wire === undefined || wire === null ? fallback : read(wire, where));
}

export function listOf<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (wire, where) =>
    Array.isArray(wire)
      ? wire.map((entry, index) => read(entry, `${where}[${index}]`))
      : refuse(where, 'a list');
}

/** One reader for each field, under its camelCase name; `nameOf` makes the wire's name of it. */
export function fields<Shown extends object>(
  readers: {
    readonly [Key in keyof Shown]-?: Read<Shown[Key]>;
  },
  nameOf: (key: string) => string = snakeKey,
): Read<Shown> {
  // Object.entries forgets which reader belongs to which key; the mapped type above has checked it.
  const entries = Object.entries(readers) as [string, Read<unknown>][];
  const plan = entries.map(([key, read]) => ({ key, read, wireKey: nameOf(key) }));
  return (wire, where) => {
    if (!isRecord(wire)) return refuse(where, 'an object');
    const shown: Record<string, unknown> = {};
    for (const { key, read, wireKey } of plan) {
      shown[key] = read(
        wire[wireKey],
        `${where}${where.includes(' at ') ? '.' : ' at '}${wireKey}`,
      );
    }
    // Every key of Shown was filled by the reader of that key.
    return shown as Shown;
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(where: string, expected: string): never {
  throw new StopRunError(`${where} is not ${expected}.`, {
    code: 'unexpected_answer',
    hint: 'Check that the base URL is the root of a Twig API and that its version is supported.',
  });
}
