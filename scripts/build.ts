/**
 * Builds what is shipped.
 *
 *   node scripts/build.ts            everything
 *   node scripts/build.ts --action   only dist/action, which is committed
 *   node scripts/build.ts --library  only what is published to npm
 *
 * The Action is bundled whole, in lazily loaded chunks, because a runner installs nothing. The
 * library keeps its packages outside and its `#` imports resolved.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { licenceText } from './licence-text.ts';

const root = resolve(import.meta.dirname, '..');
const out = (...parts: readonly string[]) => join(root, 'dist', ...parts);

/**
 * What packages themselves import lazily and the Action never reaches: Google's client for tokens
 * asks for these behind a proxy, and without a fetch of its own; the connector gives it ours.
 */
const unreached: readonly (readonly [importer: string, imported: string])[] = [
  ['node_modules/gaxios/', 'node_modules/https-proxy-agent/'],
  ['node_modules/gaxios/', 'node_modules/node-fetch/'],
];

const only = process.argv[2];
if (only !== '--library') await buildAction();
if (only !== '--action') {
  await buildLibrary();
  buildTypes();
}

/**
 * A bundled `import('package')` of a CommonJS package gives its default export and no other name, so
 * code that works from source breaks in the bundle. A file of our own that imports the package
 * statically, and is itself imported lazily, works in both.
 */
function refuseLazyCommonJs({ inputs }: Metafile): void {
  for (const [file, { imports }] of Object.entries(inputs)) {
    for (const { kind, path } of imports) {
      if (kind !== 'dynamic-import' || inputs[path]?.format !== 'cjs') continue;
      if (unreached.some(([from, to]) => file.startsWith(from) && path.startsWith(to))) continue;
      throw new Error(`${file}: import ${path} in a file of its own, and that file lazily.`);
    }
  }
}

/**
 * The file connector comes through the same door as the others, and would load what they alone take
 * through it: an HTML parser, an HTTP client. Its own copy of the door has neither; where it began to
 * need one, the build would fail and say so.
 */
function narrowKitForFiles(): Plugin {
  const kit = join(root, 'src/kit.ts');
  return {
    // Its path is relative: the names of chunks must not tell where the repository lies.
    name: 'narrow-kit-for-files',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^#kit$/ }, ({ importer }) =>
        /connectors[\\/]file[\\/]/.test(importer)
          ? { path: relative(root, kit), namespace: 'file-kit' }
          : undefined,
      );
      onLoad({ filter: /./, namespace: 'file-kit' }, () => ({
        contents: readFileSync(kit, 'utf8').replace(
          /^export (?:type )?\{[^}]*\} from '\.\/(?:html|http)\/[^']*';$/gm,
          '',
        ),
        loader: 'ts',
        resolveDir: dirname(kit),
      }));
    },
  };
}

async function buildAction(): Promise<void> {
  rmSync(out('action'), { recursive: true, force: true });
  const httpClient = join(root, 'src/entry/action/http-client-on-fetch.ts');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      index: 'src/entry/action/main.ts',
      'convert-thread': 'src/entry/convert/convert-thread.ts',
    },
    outdir: out('action'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    // Minified names would make a stack trace in a user's log unreadable.
    keepNames: true,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    alias: {
      '@actions/http-client': httpClient,
      '@actions/http-client/lib/auth': httpClient,
    },
    plugins: [narrowKitForFiles()],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  refuseLazyCommonJs(metafile);
  writeFileSync(out('action', 'package.json'), '{ "type": "module" }\n');
  writeFileSync(out('action', 'licenses.txt'), licensesOf(metafile));
}

async function buildLibrary(): Promise<void> {
  for (const file of globSync('*.js', { cwd: out() })) rmSync(out(file));
  rmSync(out('chunks'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      index: 'src/index.ts',
      client: 'src/twig/sdk/client.ts',
      webhook: 'src/webhook/index.ts',
      kit: 'src/kit.ts',
      testing: 'src/testing.ts',
      cli: 'src/entry/cli/main.ts',
      'convert-thread': 'src/entry/convert/convert-thread.ts',
      'index-writer-thread': 'src/entry/embedded/index-writer-thread.ts',
      'search-thread': 'src/entry/embedded/search-thread.ts',
      'embed-thread': 'src/entry/embedded/embed-thread.ts',
    },
    outdir: out(),
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    chunkNames: 'chunks/[name]-[hash]',
  });
}

function buildTypes(): void {
  rmSync(out('types'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'scripts/tsconfig.types.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  for (const file of globSync('**/*.d.ts', { cwd: out('types') })) {
    const path = out('types', file);
    writeFileSync(path, withoutAliases(readFileSync(path, 'utf8'), file));
  }
}

/** Declarations name `.ts` files and `#` aliases; a user's compiler knows neither. */
function withoutAliases(source: string, file: string): string {
  return source.replace(
    /(['"])((?:#|\.\.?\/)[^'"\n]+)\.ts\1|(['"])#(kit|connectors)\3/g,
    (whole) => {
      const specifier = whole.slice(1, -1);
      const target = specifier.startsWith('#') ? aliasTarget(specifier) : undefined;
      const path = target === undefined ? specifier : relative(dirname(file), target);
      return `'${(path.startsWith('.') ? path : `./${path}`).replace(/\.ts$/, '.js')}'`;
    },
  );
}

function aliasTarget(specifier: string): string {
  if (specifier === '#kit') return 'src/kit.ts';
  if (specifier === '#connectors') return 'connectors/index.ts';
  return `src/${specifier.slice(1)}`;
}

/** The licence text of every package whose code is in the bundle. */
function licensesOf(metafile: Metafile): string {
  const packages = new Set<string>();
  for (const input of Object.keys(metafile.inputs)) {
    const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (inside) packages.add(inside);
  }
  return [...packages]
    .sort()
    .map((folder) => licenceText(join(root, folder)))
    .join(`\n${'-'.repeat(72)}\n\n`);
}
