import { resolve } from 'node:path';
import type { Source } from '#core/connector.ts';
import type { Item } from '#core/document.ts';
import { TwigkitError } from '#core/errors.ts';
import type { Converted, Converter } from '#sync/convert.ts';
import { asError } from '#util/as-error.ts';
import { plural } from '#util/plural.ts';
import { createPooledConverter } from '../../convert/create-pooled-converter.ts';
import { connectSource } from '../../sync-source.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

type Inspected =
  | { readonly path: string; readonly url: string; readonly converted: Converted }
  | { readonly path: string; readonly skipped: string }
  | { readonly path: string; readonly error: string };

/** `twigkit inspect`: what a sync would make of files, without a data source. */
export async function inspect(
  paths: readonly string[],
  flags: ProjectFlags & { readonly json?: boolean },
  world: World,
): Promise<ExitCode> {
  const { configuration } = await loadProject(flags, world);
  const { chunking } = configuration.config;
  const converter = createPooledConverter({ chunking, anchors: 'github' });
  let exitCode: ExitCode = 0;
  try {
    for (const path of paths) {
      for await (const inspected of inspectPath(path, converter, world)) {
        if ('error' in inspected) exitCode = 1;
        world.out(flags.json ? JSON.stringify(toJson(inspected)) : toText(inspected));
      }
    }
  } finally {
    await converter.close();
  }
  return exitCode;
}

async function* inspectPath(
  path: string,
  converter: Converter,
  world: World,
): AsyncGenerator<Inspected> {
  const source = await connectSource(
    { type: 'file', config: { path: resolve(world.cwd, path) }, folder: world.cwd },
    {
      http: () => Promise.reject(new Error('Files need no network.')),
      clock: world.clock,
      signal: world.signal,
    },
  );
  try {
    for await (const event of allEvents(source)) {
      if (event.is === 'failed') yield { path: event.id ?? path, error: describe(event.error) };
      if (event.is === 'item') yield await inspectItem(event.item, converter, world.signal);
    }
  } catch (error) {
    if (world.signal.aborted) throw error;
    yield { path, error: describe(error) };
  }
}

async function* allEvents(source: Source) {
  for await (const scope of source.scopes()) {
    yield* source.read(scope, undefined, () => Promise.resolve(undefined));
  }
}

async function inspectItem(
  item: Item,
  converter: Converter,
  signal: AbortSignal,
): Promise<Inspected> {
  if (item.skip) return { path: item.id, skipped: item.skip.message };
  try {
    const content = await item.load?.(signal);
    if (content === undefined || content.as === 'unchanged') {
      return { path: item.id, error: 'It has no content.' };
    }
    const converted = await converter.convert(
      { documentId: item.id, name: item.id, content },
      signal,
    );
    const { skip } = converted.parsed;
    if (skip) return { path: item.id, skipped: skip.message };
    return { path: item.id, url: content.url ?? item.url, converted };
  } catch (error) {
    if (signal.aborted) throw error;
    return { path: item.id, error: describe(error) };
  }
}

function describe(thrown: unknown): string {
  const error = asError(thrown);
  return error instanceof TwigkitError && error.hint !== undefined
    ? `${error.message} ${error.hint}`
    : error.message;
}

function toJson(inspected: Inspected): unknown {
  if (!('converted' in inspected)) return inspected;
  const { path, url, converted } = inspected;
  return {
    path,
    title: converted.parsed.title ?? path,
    url,
    chunks: converted.chunks.map((chunk) => ({
      text: chunk.text,
      headings: chunk.headings,
      anchor: chunk.anchor ?? null,
      tokens: chunk.tokenCount,
    })),
  };
}

function toText(inspected: Inspected): string {
  if ('error' in inspected) return `${inspected.path}\n  ${inspected.error}\n`;
  if ('skipped' in inspected) return `${inspected.path}\n  skipped: ${inspected.skipped}\n`;
  const { path, converted } = inspected;
  const lines = [`${path} — ${converted.parsed.title ?? '(no title)'}`];
  lines.push(`  ${plural(converted.chunks.length, 'chunk')}`);
  for (const chunk of converted.chunks) {
    const where = chunk.headings.join(' › ') || '(before the first heading)';
    const anchor = chunk.anchor === undefined ? '' : `  #${chunk.anchor}`;
    lines.push('', `  [${chunk.index}] ${where}${anchor}  ${plural(chunk.tokenCount, 'token')}`);
    lines.push(chunk.text.replace(/^/gm, '  │ '));
  }
  return `${lines.join('\n')}\n`;
}
