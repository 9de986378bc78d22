import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/**
 * Which room may import which. The most specific row that matches a file's path counts.
 * `rooms` lists rooms; `packages` says whether npm packages and `node:` modules may be used.
 */
interface Row {
  readonly room: string;
  readonly rooms: readonly string[];
  readonly packages: boolean;
  /** Files of the room that may use packages although the room may not. */
  readonly except?: readonly string[];
}

const table: readonly Row[] = [
  { room: 'src/util', rooms: [], packages: true },
  { room: 'src/core', rooms: ['src/util'], packages: false },
  { room: 'src/http', rooms: ['src/core', 'src/util'], packages: true },
  { room: 'src/html', rooms: ['src/core', 'src/util'], packages: true },
  { room: 'src/sync', rooms: ['src/html', 'src/core', 'src/util'], packages: true },
  {
    room: 'src/sync/destinations',
    rooms: ['src/core', 'src/util', 'src/twig/sdk', 'src/twig/api'],
    packages: true,
  },
  {
    room: 'src/webhook',
    rooms: ['src/core', 'src/util'],
    packages: false,
    except: ['src/webhook/hmac-node.ts'],
  },
  { room: 'src/evals', rooms: ['src/core', 'src/util'], packages: true },
  { room: 'src/runtime', rooms: ['src/core', 'src/util'], packages: true },
  { room: 'src/twig/api', rooms: ['src/core'], packages: true },
  { room: 'src/twig/sdk', rooms: ['src/twig/api', 'src/core', 'src/util'], packages: false },
  { room: 'src/twig/search', rooms: ['src/core', 'src/util'], packages: true },
  { room: 'src/twig/models', rooms: ['src/http', 'src/core', 'src/util'], packages: true },
  {
    room: 'src/twig/server',
    rooms: [
      'src/twig/api',
      'src/twig/search',
      'src/twig/models',
      'src/webhook',
      'src/core',
      'src/util',
    ],
    packages: true,
  },
  { room: 'src/kit.ts', rooms: ['src/core', 'src/util', 'src/http', 'src/html'], packages: false },
  { room: 'connectors/*', rooms: ['src/kit.ts'], packages: true },
  { room: 'connectors/index.ts', rooms: ['connectors/*', 'src/kit.ts'], packages: false },
  { room: 'src/entry', rooms: ['*'], packages: true },
  { room: 'src/index.ts', rooms: ['*'], packages: true },
  { room: 'src/testing.ts', rooms: ['*'], packages: true },
];

/** Doors whose whole closure must run in a browser: no package and no `node:` module anywhere below. */
const pureClosures: readonly { readonly door: string; readonly except: readonly string[] }[] = [
  { door: 'src/twig/sdk/client.ts', except: [] },
  { door: 'src/webhook/index.ts', except: ['src/webhook/hmac-node.ts'] },
];

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const { module: parsed, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const found: Import[] = parsed.staticImports.map((entry) => ({
    specifier: entry.moduleRequest.value,
    typeOnly: entry.entries.length > 0 && entry.entries.every((name) => name.isType),
  }));
  for (const entry of parsed.staticExports) {
    for (const name of entry.entries) {
      if (name.moduleRequest)
        found.push({ specifier: name.moduleRequest.value, typeOnly: name.isType });
    }
  }
  for (const entry of parsed.dynamicImports) {
    const text = source.slice(entry.moduleRequest.start, entry.moduleRequest.end);
    const literal = /^(['"])(.*)\1$/.exec(text);
    if (literal?.[2]) found.push({ specifier: literal[2], typeOnly: false });
  }
  return found;
}

/** The project file a specifier names, or undefined for a package or a `node:` module. */
function fileOf(specifier: string, importer: string): string | undefined {
  if (specifier === '#kit') return 'src/kit.ts';
  if (specifier === '#connectors') return 'connectors/index.ts';
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`;
  if (specifier.startsWith('.')) {
    return relative(root, resolve(root, dirname(importer), specifier)).replaceAll('\\', '/');
  }
  return undefined;
}

function within(file: string, room: string): boolean {
  if (room === '*') return true;
  if (room.endsWith('/*')) {
    const parent = room.slice(0, -1);
    return file.startsWith(parent) && file.slice(parent.length).includes('/');
  }
  return file === room || file.startsWith(`${room}/`);
}

function rowOf(file: string): Row | undefined {
  return table
    .filter((row) => within(file, row.room))
    .sort((a, b) => b.room.length - a.room.length)[0];
}

/** A connector's folder is a room of its own: its neighbours are not. */
function sameRoom(file: string, target: string, row: Row): boolean {
  if (row.room !== 'connectors/*') return within(target, row.room);
  return target.split('/')[1] === file.split('/')[1];
}

const files = globSync(['src/**/*.ts', 'connectors/**/*.ts'], { cwd: root }).map((file) =>
  file.replaceAll('\\', '/'),
);

function faultsOf(file: string, imports: readonly Import[]): readonly string[] {
  const row = rowOf(file);
  if (!row) return [`${file} lies in no room of the table`];
  const faults: string[] = [];
  for (const { specifier } of imports) {
    const target = fileOf(specifier, file);
    if (target === undefined) {
      if (!row.packages && !row.except?.includes(file)) {
        faults.push(`${file} may use no package, but imports ${specifier}`);
      }
    } else if (!sameRoom(file, target, row) && !row.rooms.some((room) => within(target, room))) {
      faults.push(`${file} (${row.room}) may not import ${target}`);
    }
  }
  return faults;
}

describe('architecture', () => {
  it('has files to look at in every room of the table that exists', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(50);
  });

  it('imports go down only', () => {
    expect(files.flatMap((file) => faultsOf(file, importsOf(file)))).toEqual([]);
  });

  it('notices an import that goes up, sideways, or to a package', () => {
    const upwards = { specifier: '#entry/cli/main.ts', typeOnly: false };
    const sideways = { specifier: '../slack/index.ts', typeOnly: false };
    const aPackage = { specifier: 'zod', typeOnly: true };
    expect(faultsOf('src/sync/run-sync.ts', [upwards])).toHaveLength(1);
    expect(faultsOf('connectors/file/index.ts', [sideways])).toHaveLength(1);
    expect(faultsOf('src/core/chunk.ts', [aPackage])).toHaveLength(1);
    expect(faultsOf('src/nowhere/chunk.ts', [])).toHaveLength(1);
  });

  it.each(pureClosures)('$door needs no package and no node: module', ({ door, except }) => {
    const seen = new Set<string>();
    const waiting = [door];
    const faults: string[] = [];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (seen.has(file) || except.includes(file)) continue;
      seen.add(file);
      for (const { specifier, typeOnly } of importsOf(file)) {
        if (typeOnly) continue;
        const target = fileOf(specifier, file);
        if (target) waiting.push(target);
        else faults.push(`${file} imports ${specifier}`);
      }
    }
    expect(seen.size).toBeGreaterThan(3);
    expect(faults).toEqual([]);
  });
});
