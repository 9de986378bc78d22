import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as z from 'zod';
import { toJSONSchema } from 'zod';
import { type Mask, parseMask } from '../../support/fake-drive/mask-fields.ts';

/** What one of Google's own packages declares of its API; Google makes it of its API description. */
export interface GoogleTypes {
  /** The names in an interface, such as `Params$Resource$Files$Get`. */
  namesIn(declaration: string): readonly string[];
  /**
   * Every field that a mask asks for in an answer, as `Schema$File.owners`.
   *
   * @throws for one that Google does not have.
   */
  asked(answer: string, fields: string): ReadonlySet<string>;
  /**
   * The same for every field that a shape of ours reads.
   *
   * @throws also for one that Google declares to be of another kind.
   */
  read(answer: string, shape: z.ZodType): ReadonlySet<string>;
}

/** `text`: as declared. `inner`: of an object that has no name of its own. */
interface Field {
  readonly text: string;
  readonly inner: Fields | undefined;
}
type Fields = ReadonlyMap<string, Field>;

interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

export function googleTypes(name: string, version: string): GoogleTypes {
  const main = createRequire(import.meta.url).resolve(`@googleapis/${name}`);
  const lines = readFileSync(join(dirname(main), `${version}.d.ts`), 'utf8').split('\n');

  function fieldsOf(declaration: string): Fields {
    const start = lines.findIndex((line) => line.includes(`interface ${declaration} `));
    if (start < 0) throw new Error(`Google declares no ${declaration}.`);
    return fieldsFrom(lines, start + 1, 8);
  }
  function fieldIn(place: Place, name: string): Field {
    const field = (place.inner ?? fieldsOf(place.name)).get(name);
    if (field) return field;
    throw new Error(`Google's ${place.name} has no ${name}.`);
  }
  function within(place: Place, name: string, { text, inner }: Field): Place {
    const [declaration] = /Schema\$\w+/.exec(text) ?? [];
    if (declaration !== undefined) return { name: declaration, inner: undefined };
    if (inner) return { name: `${place.name}.${name}`, inner };
    throw new Error(`Google's ${place.name}.${name} is ${text}, and has no fields.`);
  }
  function walkMask(place: Place, mask: Mask, found: Set<string>): void {
    for (const [name, inner] of mask) {
      const field = fieldIn(place, name);
      found.add(`${place.name}.${name}`);
      if (inner.size > 0) walkMask(within(place, name, field), inner, found);
    }
  }
  function walkShape(place: Place, shape: Shape, whole: Shape, found: Set<string>): void {
    for (const [name, given] of Object.entries(shape.properties ?? {})) {
      const field = fieldIn(place, name);
      const spot = `${place.name}.${name}`;
      const isList = given.type === 'array';
      const one = resolve(isList ? given.items : given, whole);
      if (isList !== /\[\](?: \| null)?;$/.test(field.text)) {
        throw new Error(`Google's ${spot} is ${field.text}, and is read as ${given.type}.`);
      }
      const isNew = !found.has(spot);
      found.add(spot);
      if (one.properties) {
        if (isNew) walkShape(within(place, name, field), one, whole, found);
      } else if (!field.text.startsWith(one.type ?? 'nothing')) {
        throw new Error(`Google's ${spot} is ${field.text}, and is read as ${one.type}.`);
      }
    }
  }
  return {
    namesIn: (declaration) => [...fieldsOf(declaration).keys()],
    asked(answer, fields) {
      const found = new Set<string>();
      walkMask({ name: answer, inner: undefined }, parseMask(fields), found);
      return found;
    },
    read(answer, shape) {
      const found = new Set<string>();
      // JSON Schema has no other keywords for what our shapes are made of.
      const whole = toJSONSchema(shape, { io: 'input' }) as Shape;
      walkShape({ name: answer, inner: undefined }, whole, whole, found);
      return found;
    },
  };
}

interface Place {
  readonly name: string;
  readonly inner: Fields | undefined;
}

/** The fields that stand at this depth, until the brace that ends them. */
function fieldsFrom(lines: readonly string[], start: number, indent: number): Fields {
  const found = new Map<string, Field>();
  const pattern = new RegExp(`^ {${indent}}'?([$.\\w]+)'?\\??: (.+)$`);
  const end = `${' '.repeat(indent - 4)}}`;
  for (let at = start; !lines[at]?.startsWith(end); at += 1) {
    if (at >= lines.length) throw new Error('A declaration has no end.');
    const [, name, text = ''] = pattern.exec(lines[at] ?? '') ?? [];
    if (name === undefined) continue;
    const inner = text.endsWith('{') ? fieldsFrom(lines, at + 1, indent + 4) : undefined;
    found.set(name, { text, inner });
  }
  return found;
}

function resolve(shape: Shape = {}, whole: Shape): Shape {
  if (shape.$ref === undefined) return shape;
  const target = whole.$defs?.[shape.$ref.replace('#/$defs/', '')];
  if (target) return resolve(target, whole);
  throw new Error(`There is no ${shape.$ref}.`);
}
